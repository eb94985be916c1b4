-- What the shop sells.
create table categories (
    id text primary key,
    name text not null,
    name_key text not null unique,
    colour text not null,
    position integer not null,
    created_at text not null
) strict;

create table taxes (
    id text primary key,
    name text not null unique,
    -- Ten-thousandths of a percent.
    rate_e4 integer not null check (rate_e4 >= 0),
    included integer not null,
    created_at text not null
) strict;

create table products (
    -- The full-text index finds its rows by this number.
    number integer primary key,
    id text not null unique,
    sku text not null,
    sku_key text not null unique,
    name text not null,
    -- Lower-case, for the order of lists.
    name_key text not null,
    description text,
    category_id text references categories (id),
    -- Ten-thousandths of the currency's unit.
    price_e4 integer not null check (price_e4 >= 0),
    cost_price_e4 integer check (cost_price_e4 >= 0),
    -- Thousandths.
    opening_stock_e3 integer not null,
    stock_e3 integer not null,
    min_stock_e3 integer not null,
    unit text not null,
    sold_by_weight integer not null,
    track_stock integer not null,
    is_favourite integer not null,
    is_active integer not null default true,
    -- Folded words of name, SKU and barcodes, each after a blank.
    search_text text not null,
    created_at text not null,
    updated_at text not null
) strict;
create index products_by_name on products (name_key, id);
create index products_by_category on products (category_id, name_key, id);
create index products_favourite on products (name_key, id) where is_favourite;

create table product_barcodes (
    -- The code as scanners compare it: a UPC-A is an EAN-13 with a leading zero.
    code_key text primary key,
    code text not null,
    product_id text not null references products (id),
    position integer not null
) strict;
create index product_barcodes_by_product on product_barcodes (product_id);

create table product_taxes (
    product_id text not null references products (id),
    tax_id text not null references taxes (id),
    position integer not null,
    primary key (product_id, tax_id)
) strict;
create index product_taxes_by_tax on product_taxes (tax_id);

-- Every word a product was ever found by, for searches with a typing error.
create table product_terms (
    term text primary key
) strict;

-- Words by prefix, in any order.
create virtual table product_words using fts5 (
    search_text, content = 'products', content_rowid = 'number', tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3'
);
create trigger product_search_insert after insert on products begin
    insert into product_words (rowid, search_text) values (new.number, new.search_text);
end;
create trigger product_search_delete after delete on products begin
    insert into product_words (product_words, rowid, search_text) values ('delete', old.number, old.search_text);
end;
create trigger product_search_update after update of search_text on products begin
    insert into product_words (product_words, rowid, search_text) values ('delete', old.number, old.search_text);
    insert into product_words (rowid, search_text) values (new.number, new.search_text);
end;
