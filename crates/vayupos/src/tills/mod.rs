//! Tills: the registers of a shop.

mod manage;
pub(crate) mod store;

pub use manage::{CreateTill, ListTills, UpdateTill, create_till, list_tills, update_till};

use serde::Serialize;

use crate::id::Id;

/// A register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Till {
    /// Its identifier.
    pub id: Id,
    /// The first part of its order numbers.
    pub code: String,
    /// What people call it.
    pub name: String,
}
