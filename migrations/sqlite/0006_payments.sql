-- Orders that are paid later, given up, or brought back.

-- The local hour of the business date an order counts for, so that no report converts time zones.
alter table orders add column business_hour integer not null default 0;
alter table orders add column points_earned integer not null default 0;
alter table orders add column cancelled_at text;
alter table orders add column cancelled_by_name text;
alter table orders add column cancel_reason text;
create index orders_by_customer on orders (customer_id, created_at, id) where customer_id is not null;
create index orders_pending on orders (created_at, id) where status = 'pending';
create index orders_by_date on orders (business_date, created_at, id);

alter table payments add column notes text;
alter table payments add column user_name text;
-- The points it took, when it was paid in points.
alter table payments add column points integer;
-- SHA-256 of the request, for a payment that came alone.
alter table payments add column fingerprint text;
create index payments_newest on payments (created_at, id);

-- What went back, and why. Σ refund_payments = total + cash_rounding, but for a deposit.
create table refunds (
    id text primary key,
    order_id text not null references orders (id),
    fingerprint text not null,
    reason text not null,
    -- Money given back on an order that was not completed: no sale is undone by it.
    is_deposit integer not null,
    net_minor integer not null,
    tax_minor integer not null,
    total_minor integer not null check (total_minor = net_minor + tax_minor),
    cash_rounding_minor integer not null,
    points_reversed integer not null,
    till_id text not null references tills (id),
    user_id text not null references users (id),
    user_name text not null,
    business_date text not null,
    business_hour integer not null,
    created_at text not null
) strict;
create index refunds_by_order on refunds (order_id, created_at, id);
create index refunds_by_date on refunds (business_date);

create table refund_items (
    refund_id text not null references refunds (id),
    order_item_id text not null references order_items (id),
    -- Nothing when money alone went back.
    quantity_e3 integer not null check (quantity_e3 >= 0),
    restock integer not null,
    net_minor integer not null,
    tax_minor integer not null,
    total_minor integer not null check (total_minor = net_minor + tax_minor),
    -- As in order_items.
    taxes text not null,
    primary key (refund_id, order_item_id)
) strict;
create index refund_items_by_item on refund_items (order_item_id);

create table refund_payments (
    refund_id text not null references refunds (id),
    payment_id text not null references payments (id),
    -- How it went back, which need not be how it came.
    method text not null,
    amount_minor integer not null check (amount_minor >= 0),
    primary key (refund_id, payment_id)
) strict;
create index refund_payments_by_payment on refund_payments (payment_id);

-- Points, and what they are worth: earned for each whole unit of the currency, and redeemed at this value.
alter table shop add column loyalty_points_per_unit_e3 integer not null default 1000;
alter table shop add column loyalty_point_value_e4 integer not null default 100;

-- Credit in the shop, given instead of money.
alter table customers add column store_credit_minor integer not null default 0;

-- Every point and every cent of credit that a customer got or gave. Balance = Σ of these.
create table customer_ledger (
    id text primary key,
    customer_id text not null references customers (id),
    account text not null check (account in ('points', 'credit')),
    -- Points, or minor units.
    change integer not null,
    balance integer not null,
    reason text not null,
    note text,
    order_id text references orders (id),
    user_id text not null references users (id),
    user_name text not null,
    created_at text not null
) strict;
create index customer_ledger_by_customer on customer_ledger (customer_id, created_at, id);

create index inventory_logs_by_order on inventory_logs (order_id) where order_id is not null;
