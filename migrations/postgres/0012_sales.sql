-- The coupon an order was rung up with: its use is given back when the order is cancelled.
alter table orders add column coupon_id text collate "C";
alter table orders add column coupon_code text;
