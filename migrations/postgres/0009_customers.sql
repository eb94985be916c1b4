-- Customers that are looked up, changed and merged; pictures of products; coupons.

-- Folded, for the order of lists.
alter table customers add column name_key text collate "C" not null default '';
-- Lower-case: no two active customers have the same e-mail address.
alter table customers add column email_key text;
-- Of the request that added the customer: the same id with other content is a conflict.
alter table customers add column fingerprint text;
-- The same person under another entry, which has the orders, points and credit now.
alter table customers add column merged_into text collate "C" references customers (id);

-- So far the search text was the folded name, the phone and the e-mail, each after a blank.
update customers
set name_key = substr(search_text, 2, length(search_text) - 1 - coalesce(length(phone) + 1, 0) - coalesce(length(email) + 1, 0)),
    email_key = lower(email);
-- From now on it is words: of the name, of the e-mail, and the digits of the phone from each of them on.
update customers
set search_text = rtrim(regexp_replace(' ' || name_key || coalesce(' ' || email_key, ''), '[[:punct:][:space:]]+', ' ', 'g'));
with recursive digits (id, rest) as (
    select id, regexp_replace(phone, '[^0-9]', '', 'g') from customers where phone is not null
    union all
    select id, substr(rest, 2) from digits where length(rest) > 2
)
update customers
set search_text = search_text || phones.words
from (select id, string_agg(' ' || rest, '') as words from digits group by id) phones
where phones.id = customers.id;

create index customers_by_name on customers (is_active, name_key, id);
create unique index customers_by_email on customers (email_key) where is_active;
create index customers_merged_into on customers (merged_into) where merged_into is not null;

-- Every word of a name, for searches with a typing error.
create table customer_terms (
    term text collate "C" primary key
);
insert into customer_terms (term)
select distinct word from customers, regexp_split_to_table(name_key, '[[:punct:][:space:]]+') word where word <> '';

-- Words by prefix, in any order, as those of products.
create index customers_by_words on customers using gin (array_to_tsvector(string_to_array(ltrim(search_text), ' ')))
    with (fastupdate = off);

-- A picture a product. The version grows, so that who shows it knows when to fetch it again.
create table product_images (
    product_id text collate "C" primary key references products (id) on delete cascade,
    content_type text not null check (content_type in ('image/png', 'image/jpeg', 'image/webp')),
    bytes bytea not null,
    version bigint not null,
    updated_at timestamptz not null
);

create table coupons (
    id text collate "C" primary key,
    code text not null,
    -- Folded: codes differ by more than capitals.
    code_key text collate "C" not null unique,
    discount_percent_e4 bigint check (discount_percent_e4 > 0 and discount_percent_e4 <= 1000000),
    discount_minor bigint check (discount_minor > 0),
    min_total_minor bigint check (min_total_minor >= 0),
    -- Business dates, both included.
    valid_from date,
    valid_to date,
    max_uses bigint check (max_uses > 0),
    used_count bigint not null default 0 check (used_count >= 0),
    is_active boolean not null default true,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    check ((discount_percent_e4 is null) <> (discount_minor is null))
);
