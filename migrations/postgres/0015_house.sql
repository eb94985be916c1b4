-- Parked baskets, lists that sort by any column, the shop's language and the look of its receipts.

-- Who buys, for lists; a customer who is removed meanwhile is nobody.
alter table baskets add column customer_id text collate "C";
-- What it came to at the last edit; none where it was stored before this was kept.
alter table baskets add column currency text;
alter table baskets add column total_minor bigint;
alter table baskets add column item_count_e3 bigint;
-- The role whose right its prices and discounts rest on, and who consented where it was not the seller's own.
alter table baskets add column priced_as text;
alter table baskets add column approver_id text collate "C" references users (id);
alter table baskets add column approver_name text;
-- While it is parked no till owns it: till_id and user_id then say where and by whom it was last rung up.
alter table baskets add column parked_at timestamptz;
alter table baskets add column parked_by_id text collate "C" references users (id);
alter table baskets add column parked_by_name text;
alter table baskets add column park_note text;
create index baskets_parked on baskets (parked_at, id) where parked_at is not null;

-- Lists of products and customers in any order. Nothing that a sale moves is indexed: on Postgres every index of a
-- product would be written with each sale then.
alter table products alter column sku_key type text collate "C";
create index products_by_price on products (price_e4, id);
create index products_removed on products (name_key, id) where not is_active;
create index products_by_sku on products (sku_key, id);

-- When a customer last completed an order.
alter table customers add column last_order_at timestamptz;
update customers
set last_order_at = (select max(coalesce(o.completed_at, o.created_at))
                     from orders o
                     where o.customer_id = customers.id and o.status in ('completed', 'partially_refunded', 'refunded'));

-- Lists of orders: of one cashier, those that did not go as usual, and by the beginning of a number.
create index orders_by_cashier on orders (cashier_id, created_at, id);
create index orders_unusual on orders (status, created_at, id) where status in ('cancelled', 'partially_refunded', 'refunded');
alter table orders alter column order_number type text collate "C";

-- The shop's language and country, and the look of its receipts.
alter table shop add column locale text not null default 'en-US';
alter table shop add column receipt_design text not null default '{}';
create table shop_logo (
    -- One logo a shop.
    id bigint primary key check (id = 1),
    content_type text not null check (content_type in ('image/png', 'image/jpeg')),
    bytes bytea not null,
    version bigint not null,
    updated_at timestamptz not null
);

-- What an approval is about, by id: what was approved of an order is found without reading them all.
create table approval_subjects (
    subject_id text collate "C" not null,
    approval_id text collate "C" not null references approvals (id),
    primary key (subject_id, approval_id)
);
insert into approval_subjects (subject_id, approval_id)
select distinct named.value, a.id from approvals a, jsonb_each_text(cast(a.about as jsonb)) named;
