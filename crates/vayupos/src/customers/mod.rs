//! Customers: so far only as the sample shop brings them; an order can name one.

pub(crate) mod store;

use crate::id::Id;

/// A customer to be added.
#[derive(Debug, Clone)]
pub(crate) struct NewCustomer {
    pub(crate) id: Id,
    pub(crate) name: String,
    pub(crate) phone: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) address: Option<String>,
    pub(crate) notes: Option<String>,
}
