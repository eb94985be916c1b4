//! Adding, changing and removing customers.

use serde::Deserialize;

use crate::app::App;
use crate::auth::{ManageCustomers, Permit, RegisterCustomers};
use crate::customers::{Customer, NewCustomer, queries, store};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::sales;
use crate::wire::{self, Nothing};

/// A new customer.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateCustomer {
    /// Chosen by the caller, so that a retry adds nobody twice.
    id: Option<Id>,
    #[schemars(length(min = 1, max = 120))]
    name: String,
    #[schemars(length(max = 40))]
    phone: Option<String>,
    #[schemars(length(max = 254))]
    email: Option<String>,
    #[schemars(length(max = 300))]
    address: Option<String>,
    #[schemars(length(max = 2000))]
    notes: Option<String>,
    #[schemars(length(max = 40))]
    tax_number: Option<String>,
}

/// Changes of a customer; what is left out stays, null takes it away.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateCustomer {
    customer_id: Id,
    #[schemars(length(min = 1, max = 120))]
    name: Option<String>,
    #[schemars(length(max = 40))]
    #[serde(default, deserialize_with = "wire::given")]
    phone: Option<Option<String>>,
    #[schemars(length(max = 254))]
    #[serde(default, deserialize_with = "wire::given")]
    email: Option<Option<String>>,
    #[schemars(length(max = 300))]
    #[serde(default, deserialize_with = "wire::given")]
    address: Option<Option<String>>,
    #[schemars(length(max = 2000))]
    #[serde(default, deserialize_with = "wire::given")]
    notes: Option<Option<String>>,
    #[schemars(length(max = 40))]
    #[serde(default, deserialize_with = "wire::given")]
    tax_number: Option<Option<String>>,
    /// Another value than now takes a manager. True puts a customer back who was removed.
    is_active: Option<bool>,
}

/// Which customer.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeleteCustomer {
    customer_id: Id,
}

/// Adds a customer. The same phone number twice is fine, because a family shares one; an e-mail address is one's own.
///
/// Errors: `conflict` for an e-mail address that an active customer has (details name the customer); `invalid`.
pub async fn create_customer(app: &App, _by: Permit<RegisterCustomers>, input: CreateCustomer) -> Result<Customer> {
    let new = NewCustomer {
        id: input.id.unwrap_or_else(Id::now),
        name: input.name,
        phone: input.phone,
        email: input.email,
        address: input.address,
        notes: input.notes,
        tax_number: input.tax_number,
    }
    .checked()?;
    let fingerprint = wire::fingerprint(&new)?;
    let mut tx = app.db.write().await?;
    store::insert_once(&mut tx, &new, &fingerprint, app.clock.now()).await?;
    let customer = queries::customer(&mut tx, new.id).await?;
    tx.commit().await?;
    Ok(customer)
}

/// Changes a customer.
///
/// Errors: `not_found`; `conflict` for an e-mail address that an active customer has, and to put a merged customer
/// back; `forbidden` to remove one or put one back without the right to; `invalid`.
pub async fn update_customer(app: &App, by: Permit<RegisterCustomers>, input: UpdateCustomer) -> Result<Customer> {
    let mut tx = app.db.write().await?;
    let old = store::lock(&mut tx, input.customer_id).await?;
    let is_active = input.is_active.unwrap_or(old.is_active);
    if is_active != old.is_active {
        by.caller().permit::<ManageCustomers>()?;
    }
    if is_active && old.merged_into.is_some() {
        return Err(Error::conflict("This customer was merged with another one, who is there instead."));
    }
    let customer = NewCustomer {
        id: old.id,
        name: input.name.unwrap_or(old.name),
        phone: input.phone.unwrap_or(old.phone),
        email: input.email.unwrap_or(old.email),
        address: input.address.unwrap_or(old.address),
        notes: input.notes.unwrap_or(old.notes),
        tax_number: input.tax_number.unwrap_or(old.tax_number),
    }
    .checked()?;
    store::update(&mut tx, &customer, is_active, app.clock.now()).await?;
    let customer = queries::customer(&mut tx, customer.id).await?;
    tx.commit().await?;
    Ok(customer)
}

/// Deletes a customer. One with orders, points or credit ever is deactivated instead; that history stays.
///
/// Errors: `not_found`.
pub async fn delete_customer(app: &App, _by: Permit<ManageCustomers>, input: DeleteCustomer) -> Result<Nothing> {
    let id = input.customer_id;
    let mut tx = app.db.write().await?;
    store::lock(&mut tx, id).await?;
    if sales::store::has_ordered(&mut tx, id).await? || store::has_history(&mut tx, id).await? {
        store::deactivate(&mut tx, id, app.clock.now()).await?;
    } else {
        store::delete(&mut tx, id).await?;
    }
    tx.commit().await?;
    Ok(Nothing {})
}
