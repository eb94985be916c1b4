//! Tills: the registers of a shop.

pub(crate) mod store;

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
