-- Stock: products that may be sold below zero, what a movement says, and counts of the shelves.
alter table products add column allow_negative_stock boolean not null default false;

alter table inventory_logs add column notes text;
-- SHA-256 of the request, for a movement that came alone: the same id with other content is a conflict.
alter table inventory_logs add column fingerprint text;
create index inventory_logs_newest on inventory_logs (created_at, id);

-- How the shop's scales write weight or price into a barcode: [{"prefix", "measure", "code_digits", …}].
alter table shop add column scale_codes text not null default
    '[{"prefix":"02","measure":"price"},{"prefix":"21","measure":"weight"},{"prefix":"23","measure":"price"},{"prefix":"28","measure":"price"}]';

create table stock_counts (
    id text collate "C" primary key,
    fingerprint text not null,
    name text not null,
    notes text,
    -- Of one category only; the name is kept as it was.
    category_id text collate "C" references categories (id) on delete set null,
    category_name text,
    status text not null check (status in ('open', 'closed', 'discarded')),
    user_id text collate "C" not null references users (id),
    user_name text not null,
    created_at timestamptz not null,
    ended_by_name text,
    ended_at timestamptz
);
create index stock_counts_newest on stock_counts (created_at, id);

create table stock_count_lines (
    count_id text collate "C" not null references stock_counts (id),
    product_id text collate "C" not null references products (id),
    -- The level when the line was counted: what is sold afterwards is not missing.
    expected_e3 bigint not null,
    counted_e3 bigint not null,
    cost_price_e4 bigint,
    user_name text not null,
    counted_at timestamptz not null,
    primary key (count_id, product_id)
);

-- Every figure that was entered, so that a scan that is sent again is not counted again.
create table stock_count_entries (
    id text collate "C" primary key,
    count_id text collate "C" not null references stock_counts (id),
    product_id text collate "C" not null references products (id),
    kind text not null check (kind in ('counted', 'add')),
    quantity_e3 bigint not null,
    user_id text collate "C" not null references users (id),
    created_at timestamptz not null
);
create index stock_count_entries_by_product on stock_count_entries (product_id);
