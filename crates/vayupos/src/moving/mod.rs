//! Which database the shop lies on: which it is, what lies at another address, and moving the shop there.
//!
//! [`place`] says what is where, [`carry`] moves, [`choice`] remembers the database for the next start. How rows are
//! copied is `db::copy`'s. It owns no table.

mod carry;
mod choice;
mod place;

pub use carry::{Moved, NextStart, StartMove, start_move};
pub use choice::{choose, chosen};
pub use place::{DatabaseTest, FoundShop, OpenDatabase, TestDatabase, get_database, test_database};

pub use crate::db::probe::{DatabaseContent, DatabaseTrouble};

/// Letters of an address at the most.
const MAX_URL_CHARS: usize = 1000;
