-- The shop itself, and its tills.

-- The one shim: rows for a multi-row insert come as a JSON array on both engines, read by the same text.
create function json_each(rows text) returns table (value jsonb)
language sql immutable rows 10
as $$ select jsonb_array_elements(rows::jsonb) $$;

create table shop (
    -- One shop a database.
    id bigint primary key check (id = 1),
    name text not null,
    address text not null,
    phone text,
    tax_number text,
    currency text not null,
    time_zone text not null,
    day_cutover_hour bigint not null check (day_cutover_hour between 0 and 23),
    prices_include_tax boolean not null,
    tax_scope text not null check (tax_scope in ('line', 'rate_total')),
    cash_rounding_minor bigint check (cash_rounding_minor > 0),
    receipt_footer text not null,
    cashier_discount_limit_e4 bigint not null check (cashier_discount_limit_e4 between 0 and 1000000),
    updated_at timestamptz not null
);

insert into shop values (1, 'My shop', '', null, null, 'USD', 'UTC', 0, false, 'line', null, '', 100000, '2026-01-01T00:00:00+00:00');

create table tills (
    id text collate "C" primary key,
    code text not null unique,
    name text not null,
    -- The last order number given out: taken inside the sale's transaction, so that numbers have no gaps.
    last_order_number bigint not null default 0
);

insert into tills (id, code, name) values ('00000000-0000-7000-8000-000000000001', '1', 'Till 1');
