//! Changing an order that waits to be paid.

use serde::Deserialize;

use crate::app::App;
use crate::auth::{Permit, Sell};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::sales::order::{Order, OrderStatus};
use crate::sales::store;
use crate::sales::ticket::MAX_NOTE_CHARS;
use crate::wire;

/// Changes of a pending order; what is left out stays.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateOrder {
    order_id: Id,
    /// Who buys; null for nobody in particular.
    #[serde(default, deserialize_with = "wire::given")]
    customer_id: Option<Option<Id>>,
    /// A remark; null takes it away.
    #[serde(default, deserialize_with = "wire::given")]
    #[schemars(length(max = 500))]
    notes: Option<Option<String>>,
}

/// Changes the customer or the remark of a pending order. What was sold is never changed.
///
/// Errors: `conflict` for an order that is not pending; `not_found`; `invalid`.
pub async fn update_order(app: &App, _by: Permit<Sell>, input: UpdateOrder) -> Result<Order> {
    let mut tx = app.db.write().await?;
    let old = store::lock_order(&mut tx, input.order_id).await?;
    if old.status != OrderStatus::Pending {
        return Err(Error::conflict("Only an order that waits to be paid can be changed."));
    }
    let customer_id = input.customer_id.unwrap_or(old.customer_id);
    let notes = match input.notes {
        Some(notes) => wire::optional(notes.as_deref(), "notes", MAX_NOTE_CHARS)?,
        None => old.notes,
    };
    store::update_pending(&mut tx, old.id, customer_id, notes).await?;
    let order = store::order(&mut tx, old.id).await?;
    tx.commit().await?;
    Ok(order)
}
