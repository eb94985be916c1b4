-- What each day came to, kept up to date by the sales and refunds themselves. Everything here can be computed anew
-- from orders, payments and refunds; nothing here is the only record of anything.

-- Whether the tables below hold what was sold before there were any.
create table day_built (
    id integer primary key check (id = 1)
) strict;

create table day_total (
    business_date text not null,
    till_id text not null,
    -- Who rang the sale up, or gave the money back.
    cashier_id text not null,
    -- The local hour.
    hour integer not null,
    orders integer not null default 0,
    discounted_orders integer not null default 0,
    items_e3 integer not null default 0,
    gross_minor integer not null default 0,
    discount_minor integer not null default 0,
    net_minor integer not null default 0,
    tax_minor integer not null default 0,
    total_minor integer not null default 0,
    cash_rounding_minor integer not null default 0,
    cost_minor integer not null default 0,
    lines_without_cost integer not null default 0,
    refunds integer not null default 0,
    refund_net_minor integer not null default 0,
    refund_tax_minor integer not null default 0,
    refund_total_minor integer not null default 0,
    refund_cash_rounding_minor integer not null default 0,
    -- Of what went back on the shelf.
    refund_cost_minor integer not null default 0,
    primary key (business_date, till_id, cashier_id, hour)
) strict;

create table day_method (
    business_date text not null,
    till_id text not null,
    method text not null,
    payments integer not null default 0,
    -- Less what was given back before the order was completed.
    amount_minor integer not null default 0,
    refund_payments integer not null default 0,
    refund_amount_minor integer not null default 0,
    primary key (business_date, till_id, method)
) strict;

create table day_tax (
    business_date text not null,
    till_id text not null,
    name text not null,
    rate_e4 integer not null,
    included integer not null,
    net_minor integer not null default 0,
    tax_minor integer not null default 0,
    refund_net_minor integer not null default 0,
    refund_tax_minor integer not null default 0,
    primary key (business_date, till_id, name, rate_e4, included)
) strict;

create table day_product (
    business_date text not null,
    product_id text not null,
    orders integer not null default 0,
    quantity_e3 integer not null default 0,
    gross_minor integer not null default 0,
    -- The lines' own discounts and their shares of the orders'.
    discount_minor integer not null default 0,
    net_minor integer not null default 0,
    tax_minor integer not null default 0,
    total_minor integer not null default 0,
    cost_minor integer not null default 0,
    lines_without_cost integer not null default 0,
    refund_quantity_e3 integer not null default 0,
    refund_net_minor integer not null default 0,
    refund_tax_minor integer not null default 0,
    refund_total_minor integer not null default 0,
    refund_cost_minor integer not null default 0,
    -- A product's days lie together: the report by product adds them up without sorting.
    primary key (product_id, business_date)
) strict;

create table day_customer (
    business_date text not null,
    customer_id text not null,
    orders integer not null default 0,
    total_minor integer not null default 0,
    refunds integer not null default 0,
    refund_total_minor integer not null default 0,
    primary key (business_date, customer_id)
) strict;
