-- Who buys.
create table customers (
    id text primary key,
    name text not null,
    phone text,
    email text,
    address text,
    notes text,
    tax_number text,
    loyalty_points integer not null default 0,
    total_spent_minor integer not null default 0,
    order_count integer not null default 0,
    is_active integer not null default true,
    search_text text not null,
    created_at text not null,
    updated_at text not null
) strict;
