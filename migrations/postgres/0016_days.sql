-- What was sold of each product lies by date here since there are reports; SQLite's table comes to the same with this step.
select 1;
