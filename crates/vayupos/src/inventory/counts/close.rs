//! Ending a count: booking its differences, or giving it up.

use serde::Deserialize;
use serde_json::json;

use super::{CountStatus, StockCount, refuse_unless_open};
use crate::app::App;
use crate::auth::{Actor, ManageStock, Permit};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::inventory::store::counts as store;
use crate::inventory::store::sheets::{self, Closing};
use crate::inventory::{Movement, Reason};
use crate::settings;

/// Which count.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseStockCount {
    count_id: Id,
}

/// Which count.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DiscardStockCount {
    count_id: Id,
}

/// Closes a count: every line becomes a movement of reason `count`, all of them or none.
///
/// Errors: `conflict` for a count that has ended or is empty, and for a line that would bring its product below zero,
/// because more was sold since than was counted (details name the product: count it again); `not_found`.
pub async fn close_stock_count(app: &App, by: Permit<ManageStock>, input: CloseStockCount) -> Result<StockCount> {
    let mut tx = app.db.write().await?;
    let currency = settings::store::shop(&mut tx).await?.currency;
    let name = end(&mut tx, app, by.actor(), input.count_id, CountStatus::Closed).await?;
    let closings = sheets::lock_closings(&mut tx, input.count_id).await?;
    if closings.is_empty() {
        return Err(Error::conflict("Nothing was counted yet: there is nothing to close."));
    }
    closings.iter().try_for_each(refuse_below_zero)?;
    let actor = by.actor();
    let movement = Movement {
        reason: Reason::Count,
        user_id: actor.user_id,
        user_name: &actor.name,
        order_id: None,
        reference: Some(&name),
        at: app.clock.now(),
    };
    sheets::book(&mut tx, &closings, movement).await?;
    let count = store::count(&mut tx, input.count_id, currency).await?;
    tx.commit().await?;
    Ok(count)
}

/// Gives a count up: it moves nothing.
///
/// Errors: `conflict` for a count that has ended; `not_found`.
pub async fn discard_stock_count(app: &App, by: Permit<ManageStock>, input: DiscardStockCount) -> Result<StockCount> {
    let mut tx = app.db.write().await?;
    let currency = settings::store::shop(&mut tx).await?.currency;
    end(&mut tx, app, by.actor(), input.count_id, CountStatus::Discarded).await?;
    let count = store::count(&mut tx, input.count_id, currency).await?;
    tx.commit().await?;
    Ok(count)
}

/// Ends a count, which waits for figures that are being entered; answers its name.
async fn end(tx: &mut Tx, app: &App, actor: &Actor, count_id: Id, status: CountStatus) -> Result<String> {
    match store::end(tx, count_id, status, &actor.name, app.clock.now()).await? {
        Some(name) => Ok(name),
        None => {
            let held = store::hold(tx, count_id).await?;
            refuse_unless_open(held.status)?;
            Err(Error::internal("an open count could not be ended"))
        }
    }
}

fn refuse_below_zero(closing: &Closing) -> Result<()> {
    let after_e3 = closing.stock_e3 + closing.variance_e3();
    if after_e3 >= 0 || closing.variance_e3() >= 0 || closing.allow_negative_stock {
        return Ok(());
    }
    Err(Error::Conflict {
        message: format!("More of {} went since it was counted than there was: please count it again.", closing.name),
        details: Some(json!({ "product_id": closing.product_id })),
    })
}
