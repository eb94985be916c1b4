-- What each day came to, kept up to date by the sales and refunds themselves. Everything here can be computed anew
-- from orders, payments and refunds; nothing here is the only record of anything. Rows change with every sale, so
-- pages keep room for that.

-- Whether the tables below hold what was sold before there were any.
create table day_built (
    id bigint primary key check (id = 1)
);

create table day_total (
    business_date date not null,
    till_id text collate "C" not null,
    -- Who rang the sale up, or gave the money back.
    cashier_id text collate "C" not null,
    -- The local hour.
    hour bigint not null,
    orders bigint not null default 0,
    discounted_orders bigint not null default 0,
    items_e3 bigint not null default 0,
    gross_minor bigint not null default 0,
    discount_minor bigint not null default 0,
    net_minor bigint not null default 0,
    tax_minor bigint not null default 0,
    total_minor bigint not null default 0,
    cash_rounding_minor bigint not null default 0,
    cost_minor bigint not null default 0,
    lines_without_cost bigint not null default 0,
    refunds bigint not null default 0,
    refund_net_minor bigint not null default 0,
    refund_tax_minor bigint not null default 0,
    refund_total_minor bigint not null default 0,
    refund_cash_rounding_minor bigint not null default 0,
    -- Of what went back on the shelf.
    refund_cost_minor bigint not null default 0,
    primary key (business_date, till_id, cashier_id, hour)
) with (fillfactor = 60);

create table day_method (
    business_date date not null,
    till_id text collate "C" not null,
    method text collate "C" not null,
    payments bigint not null default 0,
    -- Less what was given back before the order was completed.
    amount_minor bigint not null default 0,
    refund_payments bigint not null default 0,
    refund_amount_minor bigint not null default 0,
    primary key (business_date, till_id, method)
) with (fillfactor = 60);

create table day_tax (
    business_date date not null,
    till_id text collate "C" not null,
    name text collate "C" not null,
    rate_e4 bigint not null,
    included boolean not null,
    net_minor bigint not null default 0,
    tax_minor bigint not null default 0,
    refund_net_minor bigint not null default 0,
    refund_tax_minor bigint not null default 0,
    primary key (business_date, till_id, name, rate_e4, included)
) with (fillfactor = 60);

create table day_product (
    business_date date not null,
    product_id text collate "C" not null,
    orders bigint not null default 0,
    quantity_e3 bigint not null default 0,
    gross_minor bigint not null default 0,
    -- The lines' own discounts and their shares of the orders'.
    discount_minor bigint not null default 0,
    net_minor bigint not null default 0,
    tax_minor bigint not null default 0,
    total_minor bigint not null default 0,
    cost_minor bigint not null default 0,
    lines_without_cost bigint not null default 0,
    refund_quantity_e3 bigint not null default 0,
    refund_net_minor bigint not null default 0,
    refund_tax_minor bigint not null default 0,
    refund_total_minor bigint not null default 0,
    refund_cost_minor bigint not null default 0,
    primary key (business_date, product_id)
) with (fillfactor = 60);

create table day_customer (
    business_date date not null,
    customer_id text collate "C" not null,
    orders bigint not null default 0,
    total_minor bigint not null default 0,
    refunds bigint not null default 0,
    refund_total_minor bigint not null default 0,
    primary key (business_date, customer_id)
) with (fillfactor = 60);
