-- Postgres is told here how few the rows are that a statement is given; SQLite goes by its indexes anyway.
select 1;
