//! Stories through the operations, each on SQLite and on Postgres.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop there")]

mod approvals;
mod baskets;
mod books;
mod books_checks;
mod books_story;
mod catalog;
mod checkout;
mod concurrency;
mod coupons;
mod customers;
mod exchange;
mod export_paper;
mod first_run;
mod jobs;
mod labels;
mod ledger;
mod lists;
mod lock;
mod loyalty;
mod mail;
mod moving;
mod orders;
mod parking;
mod permissions;
mod pictures;
mod prices;
mod product_imports;
mod raw;
mod receipt_design;
mod reports;
mod returns;
mod scans;
mod shop;
mod sign_in;
mod smtp;
mod stock;
mod stock_counts;
mod taxes;
mod throttle;
mod tills;
mod timeline;
mod upkeep;
mod users;
