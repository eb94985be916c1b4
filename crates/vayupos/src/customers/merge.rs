//! Making one customer of two entries of the same person.

use serde::Deserialize;

use crate::app::App;
use crate::auth::{ManageCustomers, Permit};
use crate::customers::store::CustomerRow;
use crate::customers::{Customer, Entry, LedgerReason, NewCustomer, queries, store};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::{reports, sales};

/// Who is whom.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MergeCustomer {
    /// The entry to be given up.
    customer_id: Id,
    /// The entry that stays.
    into_customer_id: Id,
}

/// Merges a customer into another: orders, points, credit and totals move, what is missing of the one that stays is
/// filled in, and the other is deactivated. Answers the one that stays.
///
/// Errors: `not_found`; `conflict` when one of them was merged with somebody else already, or when the one that is to
/// stay is not active; `invalid` for a customer into itself.
pub async fn merge_customer(app: &App, by: Permit<ManageCustomers>, input: MergeCustomer) -> Result<Customer> {
    let (from_id, into_id) = (input.customer_id, input.into_customer_id);
    if from_id == into_id {
        return Err(Error::invalid("into_customer_id", "A customer cannot be merged into itself."));
    }
    let mut tx = app.db.write().await?;
    // In the order of their ids, so that two merges never wait for each other.
    let (from, into) = if from_id < into_id {
        let from = store::lock(&mut tx, from_id).await?;
        (from, store::lock(&mut tx, into_id).await?)
    } else {
        let into = store::lock(&mut tx, into_id).await?;
        (store::lock(&mut tx, from_id).await?, into)
    };
    if from.merged_into == Some(into_id) {
        return queries::customer(&mut tx, into_id).await;
    }
    if from.merged_into.is_some() || into.merged_into.is_some() {
        return Err(Error::conflict("One of them was merged with another customer already."));
    }
    if !into.is_active {
        return Err(Error::conflict(format!("{} is not active: who stays must be.", into.name)));
    }
    let actor = by.actor();
    let note = format!("{} merged into {}", from.name, into.name);
    let entry = Entry {
        customer_id: from_id,
        reason: LedgerReason::Merged,
        note: Some(&note),
        order_id: None,
        user_id: actor.user_id,
        user_name: &actor.name,
        at: app.clock.now(),
    };
    move_balances(&mut tx, &from, into_id, entry).await?;
    sales::store::move_orders(&mut tx, from_id, into_id).await?;
    store::close_merged(&mut tx, from_id, into_id, entry.at).await?;
    store::update(&mut tx, &completed(from, into), true, entry.at).await?;
    let customer = queries::customer(&mut tx, into_id).await?;
    reports::rollups::merge_customer(&mut tx, from_id, into_id).await?;
    tx.commit().await?;
    Ok(customer)
}

async fn move_balances(tx: &mut Tx, from: &CustomerRow, into_id: Id, entry: Entry<'_>) -> Result<()> {
    let into = Entry { customer_id: into_id, ..entry };
    store::move_points(tx, -from.loyalty_points, true, entry).await?;
    store::move_points(tx, from.loyalty_points, true, into).await?;
    store::move_credit(tx, -from.store_credit_minor, entry).await?;
    store::move_credit(tx, from.store_credit_minor, into).await?;
    store::count_purchase(tx, from.id, -from.total_spent_minor, -from.order_count, None).await?;
    store::count_purchase(tx, into_id, from.total_spent_minor, from.order_count, from.last_order_at).await
}

/// The one that stays, with what only the other one's entry said.
fn completed(from: CustomerRow, into: CustomerRow) -> NewCustomer {
    NewCustomer {
        id: into.id,
        name: into.name,
        phone: into.phone.or(from.phone),
        email: into.email.or(from.email),
        address: into.address.or(from.address),
        notes: into.notes.or(from.notes),
        tax_number: into.tax_number.or(from.tax_number),
    }
}
