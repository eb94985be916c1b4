-- What was paid by a method that is rarely used is found without looking through all payments.

create index payments_by_method on payments (method, created_at, id);
