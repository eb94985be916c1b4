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
