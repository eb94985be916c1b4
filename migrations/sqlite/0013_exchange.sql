-- Products that came from a file, and prices that were changed together: kept so that they can be taken back.
create table product_imports (
    id text primary key,
    -- SHA-256 of the request: the same id with other content is a conflict.
    fingerprint text not null,
    file_name text,
    created_count integer not null,
    changed_count integer not null,
    unchanged_count integer not null,
    rejected_count integer not null,
    -- The first rejected rows with their reasons, as JSON.
    rejected text not null,
    -- The categories it made, as a JSON list of ids.
    category_ids text not null,
    user_id text not null references users (id),
    user_name text not null,
    created_at text not null,
    -- What taking it back came to, as JSON; null while it stands.
    undone text,
    undone_by_name text,
    undone_at text
) strict;
create index product_imports_newest on product_imports (created_at, id);

create table product_import_rows (
    import_id text not null references product_imports (id),
    -- No reference: the product may be deleted, what was done to it stays on record.
    product_id text not null,
    -- The product as it was, as JSON; null for one that the import made.
    before text,
    -- The product as it was then, as JSON.
    after text not null,
    primary key (import_id, product_id)
) strict;

create table price_changes (
    id text primary key,
    fingerprint text not null,
    -- What was done, as JSON.
    rule text not null,
    product_count integer not null,
    user_id text not null references users (id),
    user_name text not null,
    created_at text not null,
    undone text,
    undone_by_name text,
    undone_at text
) strict;
create index price_changes_newest on price_changes (created_at, id);

create table price_change_rows (
    change_id text not null references price_changes (id),
    product_id text not null,
    -- Ten-thousandths of the currency's unit.
    before_e4 integer not null,
    after_e4 integer not null,
    primary key (change_id, product_id)
) strict;
