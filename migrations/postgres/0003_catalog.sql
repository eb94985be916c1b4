-- What the shop sells.
create table categories (
    id text collate "C" primary key,
    name text not null,
    name_key text not null unique,
    colour text not null,
    position bigint not null,
    created_at timestamptz not null
);

create table taxes (
    id text collate "C" primary key,
    name text not null unique,
    -- Ten-thousandths of a percent.
    rate_e4 bigint not null check (rate_e4 >= 0),
    included boolean not null,
    created_at timestamptz not null
);

create table products (
    id text collate "C" primary key,
    sku text not null,
    sku_key text not null unique,
    name text not null,
    -- Lower-case, for the order of lists.
    name_key text collate "C" not null,
    description text,
    category_id text collate "C" references categories (id),
    -- Ten-thousandths of the currency's unit.
    price_e4 bigint not null check (price_e4 >= 0),
    cost_price_e4 bigint check (cost_price_e4 >= 0),
    -- Thousandths.
    opening_stock_e3 bigint not null,
    stock_e3 bigint not null,
    min_stock_e3 bigint not null,
    unit text not null,
    sold_by_weight boolean not null,
    track_stock boolean not null,
    is_favourite boolean not null,
    is_active boolean not null default true,
    -- Folded words of name, SKU and barcodes, each after a blank.
    search_text text not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);
create index products_by_name on products (name_key, id);
create index products_by_category on products (category_id, name_key, id);
create index products_favourite on products (name_key, id) where is_favourite;

create table product_barcodes (
    -- The code as scanners compare it: a UPC-A is an EAN-13 with a leading zero.
    code_key text primary key,
    code text not null,
    product_id text collate "C" not null references products (id),
    position bigint not null
);
create index product_barcodes_by_product on product_barcodes (product_id);

create table product_taxes (
    product_id text collate "C" not null references products (id),
    tax_id text collate "C" not null references taxes (id),
    position bigint not null,
    primary key (product_id, tax_id)
);
create index product_taxes_by_tax on product_taxes (tax_id);

-- Every word a product was ever found by, for searches with a typing error.
create table product_terms (
    term text collate "C" primary key
);

-- Words by prefix, in any order. They are folded already, so no language's rules are put to them. Without `fastupdate`
-- an import does not leave a pending list behind that every search has to read through.
create index products_by_words on products using gin (array_to_tsvector(string_to_array(ltrim(search_text), ' ')))
    with (fastupdate = off);
