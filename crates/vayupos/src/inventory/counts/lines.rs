//! Filling in a count: what is there of a product, or how much more of it was found.

use serde::{Deserialize, Serialize};

use super::{CountLine, EntryKind, refuse_unless_open};
use crate::app::App;
use crate::auth::{ManageStock, Permit};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::inventory::store::counts as store;
use crate::inventory::store::sheets::{self, NewEntry};
use crate::quantity::{MAX_QUANTITY_E3, Quantity};
use crate::settings;

/// A figure of a count: how much is there, or how much more was found.
#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CountStock {
    count_id: Id,
    product_id: Id,
    /// How much there is: it takes the place of what was entered before.
    counted: Option<Quantity>,
    /// How much more, as a scanner counts; negative takes a slip back.
    add: Option<Quantity>,
    /// Chosen by the caller, so that a scan that is sent again is not counted again.
    entry_id: Option<Id>,
}

/// Enters a figure into an open count; answers the line as it is now.
///
/// The line expects the level of the moment in which it was counted first, or last with `counted`.
///
/// Errors: `conflict` for a count that has ended, a product whose stock is not counted or that is not of the count's
/// category, and an `entry_id` of another entry; `not_found`, `invalid`.
pub async fn count_stock(app: &App, by: Permit<ManageStock>, input: CountStock) -> Result<CountLine> {
    let (kind, quantity) = entry(&input)?;
    let actor = by.actor();
    let mut tx = app.db.write().await?;
    let currency = settings::store::shop(&mut tx).await?.currency;
    let held = store::hold(&mut tx, input.count_id).await?;
    let new = NewEntry {
        id: input.entry_id.unwrap_or_else(Id::now),
        count_id: input.count_id,
        product_id: input.product_id,
        kind,
        quantity_e3: quantity.e3(),
        user_id: actor.user_id,
        user_name: &actor.name,
        at: app.clock.now(),
    };
    if sheets::is_entered(&mut tx, &new).await? {
        let line = sheets::line(&mut tx, input.count_id, input.product_id, currency).await?;
        tx.commit().await?;
        return Ok(line);
    }
    refuse_unless_open(held.status)?;
    let product = sheets::countable(&mut tx, input.product_id).await?;
    if !product.track_stock {
        return Err(Error::conflict(format!("The stock of {} is not counted.", product.name)));
    }
    if held.category_id.is_some() && held.category_id != product.category_id {
        return Err(Error::conflict(format!("{} is not of the category that is counted.", product.name)));
    }
    if !sheets::insert_entry(&mut tx, &new).await? {
        // The same scan arrived twice at once: the other request has entered it.
        let line = sheets::line(&mut tx, input.count_id, input.product_id, currency).await?;
        tx.commit().await?;
        return Ok(line);
    }
    let counted_e3 = sheets::write_line(&mut tx, &new).await?;
    if !(0..=MAX_QUANTITY_E3).contains(&counted_e3) {
        return Err(Error::invalid(kind.as_str(), "Less than nothing, or more than can be counted, cannot be there."));
    }
    let line = sheets::line(&mut tx, input.count_id, input.product_id, currency).await?;
    tx.commit().await?;
    Ok(line)
}

fn entry(input: &CountStock) -> Result<(EntryKind, Quantity)> {
    match (input.counted, input.add) {
        (Some(counted), None) if counted < Quantity::ZERO => {
            Err(Error::invalid("counted", "What is counted is not below zero."))
        }
        (Some(counted), None) => Ok((EntryKind::Counted, counted)),
        (None, Some(more)) if more == Quantity::ZERO => Err(Error::invalid("add", "Nothing more is nothing to enter.")),
        (None, Some(more)) => Ok((EntryKind::Add, more)),
        (None, None) | (Some(_), Some(_)) => {
            Err(Error::invalid("counted", "Give either what was counted or how much more."))
        }
    }
}
