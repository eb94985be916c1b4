-- What was sold of each product lies by date: a range is read in one go, however many products the shop has.

alter table day_product rename to day_product_before;
create table day_product (
    business_date text not null,
    product_id text not null,
    orders integer not null default 0,
    quantity_e3 integer not null default 0,
    gross_minor integer not null default 0,
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
    primary key (business_date, product_id)
) strict;
insert into day_product select * from day_product_before order by business_date, product_id;
drop table day_product_before;
