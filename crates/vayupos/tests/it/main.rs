//! Stories through the operations, each on SQLite and on Postgres.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop there")]

mod baskets;
mod catalog;
mod checkout;
mod concurrency;
mod first_run;
mod ledger;
mod mail;
mod permissions;
mod raw;
mod shop;
mod sign_in;
mod smtp;
mod upkeep;
mod users;
