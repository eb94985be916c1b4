//! Giving up an order that waits to be paid.

use serde::Deserialize;

use crate::app::App;
use crate::auth::{CancelOrders, Permit};
use crate::coupons;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::inventory::{self, Reason};
use crate::payments;
use crate::sales::order::{Order, OrderStatus};
use crate::sales::store;
use crate::{settings, wire};

const MAX_REASON_CHARS: usize = 200;

/// Which order, and why.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CancelOrder {
    order_id: Id,
    #[schemars(length(max = 200))]
    reason: Option<String>,
}

/// Cancels a pending order: its goods go back on the shelf, and what was paid on it goes back the way it came.
///
/// Errors: `conflict` for an order that is not pending; `not_found`.
pub async fn cancel_order(app: &App, by: Permit<CancelOrders>, input: CancelOrder) -> Result<Order> {
    let actor = by.actor();
    let now = app.clock.now();
    let reason = wire::optional(input.reason.as_deref(), "reason", MAX_REASON_CHARS)?;
    let mut tx = app.db.write().await?;
    let order = store::lock_order(&mut tx, input.order_id).await?;
    if order.status != OrderStatus::Pending {
        return Err(Error::conflict(match order.status {
            OrderStatus::Cancelled => "This order was cancelled already.",
            OrderStatus::Pending | OrderStatus::Completed | OrderStatus::PartiallyRefunded | OrderStatus::Refunded => {
                "This order was paid: its goods can be returned, it cannot be cancelled."
            }
        }));
    }
    let goods = inventory::store::taken_by(&mut tx, order.id).await?;
    let movement = inventory::Movement {
        reason: Reason::Cancel,
        user_id: actor.user_id,
        user_name: &actor.name,
        order_id: Some(order.id),
        reference: Some(&order.order_number),
        at: now,
    };
    inventory::store::put_back(&mut tx, &goods, movement).await?;
    if let Some(coupon_id) = order.coupon_id {
        coupons::store::give_back(&mut tx, coupon_id).await?;
    }
    let shop = settings::store::shop(&mut tx).await?;
    payments::give_back_deposits(&mut tx, &shop, order, actor, now).await?;
    store::cancel(&mut tx, input.order_id, &actor.name, reason, now).await?;
    let order = store::order(&mut tx, input.order_id).await?;
    tx.commit().await?;
    Ok(order)
}
