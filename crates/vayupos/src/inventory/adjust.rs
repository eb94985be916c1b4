//! Moving the stock of one product by hand: by so much, or to what was counted.

use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::auth::{Actor, ManageStock, Permit};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::inventory::store::{self, moves::Move};
use crate::inventory::{InventoryLog, MAX_NOTES_CHARS, Movement, Reason};
use crate::quantity::Quantity;
use crate::wire;

/// A correction of a product's stock: by `quantity`, or to what was `counted`.
#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AdjustStock {
    product_id: Id,
    /// The movement's identifier, chosen by the caller, so that a retry moves nothing twice.
    id: Option<Id>,
    /// By how much, negative for what is gone; not zero.
    quantity: Option<Quantity>,
    /// How much there is.
    counted: Option<Quantity>,
    /// Left out: `adjustment` of a quantity, `count` of what was counted.
    reason: Option<Reason>,
    #[schemars(length(max = 500))]
    notes: Option<String>,
}

const TAKEN: &str = "This id belongs to another stock movement already.";

/// What a movement by hand does to the level.
#[derive(Debug, Clone, Copy)]
enum Change {
    By(Quantity),
    To(Quantity),
}

/// Corrects a product's stock. A count that confirms the level is worth recording too: a movement of zero.
///
/// Errors: `out_of_stock` when the level would go below zero; `conflict` when the product's stock is not counted, or the
/// id belongs to another movement; `not_found`, `invalid`.
pub async fn adjust_stock(app: &App, by: Permit<ManageStock>, input: AdjustStock) -> Result<InventoryLog> {
    let change = change(input.quantity, input.counted)?;
    let usual = match change {
        Change::By(_) => Reason::Adjustment,
        Change::To(_) => Reason::Count,
    };
    let reason = input.reason.unwrap_or(usual).by_hand("reason")?;
    if let (Change::By(_), Reason::Count) = (change, reason) {
        return Err(Error::invalid("reason", "A count says how much there is: give counted instead of quantity."));
    }
    let notes = wire::optional(input.notes.as_deref(), "notes", MAX_NOTES_CHARS)?;
    let fingerprint = wire::fingerprint(&AdjustStock { id: None, ..input.clone() })?;
    let actor = by.actor();
    let by_hand = ByHand {
        id: input.id.unwrap_or_else(Id::now),
        product_id: input.product_id,
        change,
        reason,
        reference: None,
        notes,
        fingerprint,
    };
    by_hand.write(app, actor).await
}

fn change(quantity: Option<Quantity>, counted: Option<Quantity>) -> Result<Change> {
    match (quantity, counted) {
        (Some(quantity), None) if quantity == Quantity::ZERO => {
            Err(Error::invalid("quantity", "A movement is not of zero."))
        }
        (Some(quantity), None) => Ok(Change::By(quantity)),
        (None, Some(counted)) if counted < Quantity::ZERO => {
            Err(Error::invalid("counted", "What is counted is not below zero."))
        }
        (None, Some(counted)) => Ok(Change::To(counted)),
        (None, None) | (Some(_), Some(_)) => {
            Err(Error::invalid("quantity", "Give either a quantity or what was counted."))
        }
    }
}

/// A movement by hand, checked.
#[derive(Debug)]
pub(super) struct ByHand {
    id: Id,
    product_id: Id,
    change: Change,
    reason: Reason,
    reference: Option<String>,
    notes: Option<String>,
    fingerprint: String,
}

impl ByHand {
    /// A movement by so much.
    pub(super) fn by(quantity: Quantity, product_id: Id, reason: Reason, id: Id, fingerprint: String) -> Result<Self> {
        let change = change(Some(quantity), None)?;
        Ok(Self { id, product_id, change, reason, reference: None, notes: None, fingerprint })
    }

    /// With what is said about it.
    pub(super) fn saying(self, reference: Option<String>, notes: Option<String>) -> Self {
        Self { reference, notes, ..self }
    }

    /// Writes it once, however often it is asked for: only where that fails it asks whether it is a repeated request.
    pub(super) async fn write(&self, app: &App, actor: &Actor) -> Result<InventoryLog> {
        let refusal = match self.attempt(app, actor).await {
            Ok(Some(log)) => return Ok(log),
            Ok(None) => Error::conflict(TAKEN),
            Err(refusal) => refusal,
        };
        let mut tx = app.db.write().await?;
        match store::logs::fingerprint(&mut tx, self.id).await? {
            None => Err(refusal),
            Some(first) if first == self.fingerprint => {
                let log = store::logs::log(&mut tx, self.id).await?;
                tx.commit().await?;
                Ok(log)
            }
            Some(_) => Err(Error::conflict(TAKEN)),
        }
    }

    /// Writes it; none when a movement of this id is there already.
    async fn attempt(&self, app: &App, actor: &Actor) -> Result<Option<InventoryLog>> {
        let mut tx = app.db.write().await?;
        let quantity_e3 = match self.change {
            Change::By(quantity) => quantity.e3(),
            Change::To(counted) => counted.e3() - store::moves::lock_level(&mut tx, self.product_id).await?,
        };
        if quantity_e3 == 0 && self.reason != Reason::Count {
            return Err(Error::invalid("counted", "That many are there already: there is nothing to move."));
        }
        if !store::moves::move_level(&mut tx, &self.moved(quantity_e3, app, actor)).await? {
            return Ok(None);
        }
        let log = store::logs::log(&mut tx, self.id).await?;
        tx.commit().await?;
        Ok(Some(log))
    }

    fn moved<'a>(&'a self, quantity_e3: i64, app: &App, actor: &'a Actor) -> Move<'a> {
        Move {
            id: self.id,
            product_id: self.product_id,
            quantity_e3,
            fingerprint: &self.fingerprint,
            notes: self.notes.clone(),
            movement: Movement {
                reason: self.reason,
                user_id: actor.user_id,
                user_name: &actor.name,
                order_id: None,
                reference: self.reference.as_deref(),
                at: app.clock.now(),
            },
        }
    }
}
