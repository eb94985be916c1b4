-- The rows that a statement is given are few. Taken for a hundred, as jsonb_array_elements is, they had every product of a
-- shop of thousands read to find the three of a sale; an array's elements are taken for ten.

create or replace function json_each(rows text) returns table (value jsonb)
language sql immutable rows 10
as $$ select unnest(array(select jsonb_array_elements(rows::jsonb))) $$;
