-- Customers that are looked up, changed and merged; pictures of products; coupons.

-- Folded, for the order of lists.
alter table customers add column name_key text not null default '';
-- Lower-case: no two active customers have the same e-mail address.
alter table customers add column email_key text;
-- Of the request that added the customer: the same id with other content is a conflict.
alter table customers add column fingerprint text;
-- The same person under another entry, which has the orders, points and credit now.
alter table customers add column merged_into text references customers (id);

-- So far the search text was the folded name, the phone and the e-mail, each after a blank.
update customers
set name_key = substr(search_text, 2, length(search_text) - 1 - coalesce(length(phone) + 1, 0) - coalesce(length(email) + 1, 0)),
    email_key = lower(email);
-- From now on it is words: of the name, of the e-mail, and the digits of the phone from each of them on.
update customers
set search_text = replace(replace(replace(replace(replace(' ' || name_key || coalesce(' ' || email_key, ''),
        '@', ' '), '.', ' '), '-', ' '), '''', ' '), '_', ' ');
with recursive digits (id, rest) as (
    select id, replace(replace(replace(replace(replace(replace(replace(phone, ' ', ''), '+', ''), '-', ''), '(', ''), ')', ''), '/', ''), '.', '')
    from customers
    where phone is not null
    union all
    select id, substr(rest, 2) from digits where length(rest) > 2
)
update customers
set search_text = search_text || coalesce((select group_concat(' ' || rest, '') from digits where digits.id = customers.id), '');

create index customers_by_name on customers (is_active, name_key, id);
create unique index customers_by_email on customers (email_key) where is_active;
create index customers_merged_into on customers (merged_into) where merged_into is not null;

-- Every word of a name, for searches with a typing error.
create table customer_terms (
    term text primary key
) strict;
insert into customer_terms (term)
select distinct word.value
from customers c, json_each('[' || replace(replace(json_quote(c.name_key), ' ', '","'), '''', '","') || ']') word
where word.value <> '';

-- The full-text index finds its rows by this number.
create table customer_numbers (
    number integer primary key,
    customer_id text not null unique references customers (id)
) strict;

-- Words by prefix, in any order.
create virtual table customer_words using fts5 (
    search_text, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3'
);
insert into customer_numbers (customer_id) select id from customers;
insert into customer_words (rowid, search_text)
select n.number, c.search_text from customer_numbers n join customers c on c.id = n.customer_id;
create trigger customer_search_insert after insert on customers begin
    insert into customer_numbers (customer_id) values (new.id);
    insert into customer_words (rowid, search_text)
    select number, new.search_text from customer_numbers where customer_id = new.id;
end;
create trigger customer_search_delete before delete on customers begin
    delete from customer_words where rowid = (select number from customer_numbers where customer_id = old.id);
    delete from customer_numbers where customer_id = old.id;
end;
create trigger customer_search_update after update of search_text on customers begin
    update customer_words set search_text = new.search_text
    where rowid = (select number from customer_numbers where customer_id = new.id);
end;

-- A picture a product. The version grows, so that who shows it knows when to fetch it again.
create table product_images (
    product_id text primary key references products (id) on delete cascade,
    content_type text not null check (content_type in ('image/png', 'image/jpeg', 'image/webp')),
    bytes blob not null,
    version integer not null,
    updated_at text not null
) strict;

create table coupons (
    id text primary key,
    code text not null,
    -- Folded: codes differ by more than capitals.
    code_key text not null unique,
    discount_percent_e4 integer check (discount_percent_e4 > 0 and discount_percent_e4 <= 1000000),
    discount_minor integer check (discount_minor > 0),
    min_total_minor integer check (min_total_minor >= 0),
    -- Business dates, both included.
    valid_from text,
    valid_to text,
    max_uses integer check (max_uses > 0),
    used_count integer not null default 0 check (used_count >= 0),
    is_active integer not null default true,
    created_at text not null,
    updated_at text not null,
    check ((discount_percent_e4 is null) <> (discount_minor is null))
) strict;
