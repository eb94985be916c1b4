-- Who buys.
create table customers (
    id text collate "C" primary key,
    name text not null,
    phone text,
    email text,
    address text,
    notes text,
    tax_number text,
    loyalty_points bigint not null default 0,
    total_spent_minor bigint not null default 0,
    order_count bigint not null default 0,
    is_active boolean not null default true,
    search_text text not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);
