//! Stories through the operations, each on SQLite and on Postgres.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop there")]

mod baskets;
mod books;
mod books_checks;
mod books_story;
mod catalog;
mod checkout;
mod concurrency;
mod first_run;
mod permissions;
mod reports;
mod shop;
mod sign_in;
mod users;
