//! All SQL on customers and their ledger.

mod customers;
mod ledger;
mod list;
mod search;
#[cfg(test)]
mod tests;

pub(crate) use customers::{
    CustomerRow, close_merged, deactivate, delete, get, has_history, insert, insert_once, lock, update,
};
pub(crate) use ledger::{
    LedgerRow, adjustment, count_purchase, email_of, ledger, move_credit, move_points, move_points_as, name_of,
};
pub(crate) use list::{count, list};
pub(crate) use search::{terms_like, with_words};
