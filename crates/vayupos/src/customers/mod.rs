//! Customers: who they are, how they are found, and their points and credit. `balance = Σ ledger`, always.
//!
//! What they bought is the `sales` slice.

mod ledger;
mod merge;
mod queries;
mod register;
mod search;
pub(crate) mod store;

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::error::{Error, Result};
use crate::id::Id;
use crate::money::Money;
use crate::users::looks_like_email;
use crate::wire;
use crate::words::words;

pub use ledger::{
    AdjustLoyaltyPoints, LedgerEntry, LedgerMovement, ListCustomerLedger, adjust_loyalty_points, list_customer_ledger,
};
pub use merge::{MergeCustomer, merge_customer};
pub use queries::{CustomerSort, GetCustomer, ListCustomers, get_customer, list_customers};
pub use register::{CreateCustomer, DeleteCustomer, UpdateCustomer, create_customer, delete_customer, update_customer};
pub use search::{SearchCustomers, search_customers};

const MAX_NAME_CHARS: usize = 120;
const MAX_PHONE_CHARS: usize = 40;
const MAX_EMAIL_CHARS: usize = 254;
const MAX_ADDRESS_CHARS: usize = 300;
const MAX_NOTES_CHARS: usize = 2000;
const MAX_TAX_NUMBER_CHARS: usize = 40;

words! {
    /// What a customer holds in the shop.
    pub enum Account {
        /// Loyalty points.
        Points = "points",
        /// Credit in the shop, as money.
        Credit = "credit",
    }
}

words! {
    /// Why points or credit moved.
    pub enum LedgerReason {
        /// Points for a sale.
        Earned = "earned",
        /// Spent on a sale.
        Redeemed = "redeemed",
        /// Points of a sale taken back by its refund.
        Reversed = "reversed",
        /// Given back, or given instead of money, by a refund.
        Refunded = "refunded",
        /// Corrected by hand.
        Adjusted = "adjusted",
        /// Brought over from, or to, the same customer under another entry.
        Merged = "merged",
    }
}

/// A customer.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Customer {
    /// The identifier.
    pub id: Id,
    /// The name of a person or a firm.
    pub name: String,
    /// A telephone number, as it was written. A family may share one.
    pub phone: Option<String>,
    /// An e-mail address, unlike any other active customer's.
    pub email: Option<String>,
    /// Where they live; lines are kept.
    pub address: Option<String>,
    /// What to remember about them.
    pub notes: Option<String>,
    /// The number a firm pays taxes under.
    pub tax_number: Option<String>,
    /// Points to spend. Below zero only when a refund took points back that were spent already.
    pub loyalty_points: i64,
    /// Credit in the shop, to pay with.
    pub store_credit: Money,
    /// What they spent in all, less what was refunded.
    pub total_spent: Money,
    /// Orders they completed.
    pub order_count: i64,
    /// When they last completed an order.
    pub last_order_at: Option<DateTime<Utc>>,
    /// Whether they are offered when selling.
    pub is_active: bool,
    /// The same person under another entry, which has the orders, points and credit now.
    pub merged_into: Option<Id>,
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// Last changed.
    pub updated_at: DateTime<Utc>,
}

/// A customer to be added or written anew.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct NewCustomer {
    pub(crate) id: Id,
    pub(crate) name: String,
    pub(crate) phone: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) address: Option<String>,
    pub(crate) notes: Option<String>,
    pub(crate) tax_number: Option<String>,
}

impl NewCustomer {
    /// Trims and checks the texts.
    pub(crate) fn checked(self) -> Result<Self> {
        let phone = wire::optional(self.phone.as_deref(), "phone", MAX_PHONE_CHARS)?;
        if phone.as_ref().is_some_and(|phone| !phone.contains(|letter: char| letter.is_ascii_digit())) {
            return Err(Error::invalid("phone", "This is not a telephone number."));
        }
        let email = wire::optional(self.email.as_deref(), "email", MAX_EMAIL_CHARS)?;
        if email.as_ref().is_some_and(|email| !looks_like_email(email)) {
            return Err(Error::invalid("email", "This is not an e-mail address."));
        }
        Ok(Self {
            id: self.id,
            name: wire::required(&self.name, "name", MAX_NAME_CHARS)?,
            phone,
            email,
            address: wire::optional(self.address.as_deref(), "address", MAX_ADDRESS_CHARS)?,
            notes: wire::optional(self.notes.as_deref(), "notes", MAX_NOTES_CHARS)?,
            tax_number: wire::optional(self.tax_number.as_deref(), "tax_number", MAX_TAX_NUMBER_CHARS)?,
        })
    }
}

/// Whose points or credit move, why, by whom, for which order and when.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry<'a> {
    pub(crate) customer_id: Id,
    pub(crate) reason: LedgerReason,
    pub(crate) note: Option<&'a str>,
    pub(crate) order_id: Option<Id>,
    pub(crate) user_id: Id,
    pub(crate) user_name: &'a str,
    pub(crate) at: DateTime<Utc>,
}
