//! Parked baskets: put aside at one till and recalled at any other, by exactly one of them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::app::App;
use crate::auth::{Permit, Sell};
use crate::db::Session;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::money::Money;
use crate::page::{self, Limit, Page};
use crate::quantity::Quantity;
use crate::sales::baskets::{Basket, priced, refuse_sold};
use crate::sales::order::Cashier;
use crate::sales::store::{self, Whereabouts};
use crate::tills::Till;
use crate::wire;

const MAX_NOTE_CHARS: usize = 200;

/// Which basket, as of which edit.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ParkBasket {
    basket_id: Id,
    /// The edit that is stored: the one on the screen.
    #[schemars(range(min = 0))]
    revision: u32,
    /// What tells it from the others: a name, a table.
    #[schemars(length(max = 200))]
    note: Option<String>,
}

/// Which basket.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecallBasket {
    basket_id: Id,
}

/// Which page of parked baskets.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListParkedBaskets {
    limit: Option<Limit>,
    cursor: Option<String>,
}

/// A basket that was put aside.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct ParkedBasket {
    /// The identifier, which will be the order's.
    pub id: Id,
    /// The edit it stands at.
    pub revision: u32,
    /// What tells it from the others.
    pub note: Option<String>,
    /// When it was parked.
    pub parked_at: DateTime<Utc>,
    /// Who parked it.
    pub parked_by: Cashier,
    /// Where it was parked.
    pub till: Till,
    /// Pieces; a weighed line counts one. Null for one that an older version stored.
    pub item_count: Option<Quantity>,
    /// What it came to at its last edit. Null for one that an older version stored.
    pub total: Option<Money>,
    /// Who buys, where known.
    pub customer_id: Option<Id>,
    /// Their name.
    pub customer_name: Option<String>,
}

/// Puts a basket of one's till aside: from now on no till owns it, and any can recall it.
///
/// Errors: `not_found` when it was never stored; `conflict` when another edit is stored than this one, when it is
/// parked or at another till by now (details say where), and when it was sold; `invalid` for an empty one.
pub async fn park_basket(app: &App, by: Permit<Sell>, input: ParkBasket) -> Result<ParkedBasket> {
    let note = wire::optional(input.note.as_deref(), "note", MAX_NOTE_CHARS)?;
    let (actor, id, revision) = (by.actor(), input.basket_id, i64::from(input.revision));
    let mut tx = app.db.write().await?;
    refuse_sold(&mut tx, id).await?;
    if let Some(stored) = store::basket_at(&mut tx, id, actor.till.id).await?
        && stored.is_empty()?
    {
        return Err(Error::invalid("basket_id", "There is nothing in this basket."));
    }
    if !store::park(&mut tx, id, revision, actor, note.as_deref(), app.clock.now()).await? {
        let there = store::whereabouts(&mut tx, id).await?.ok_or(Error::NotFound { what: "This basket" })?;
        // After a lost answer the same comes again.
        let again = there.till_id == actor.till.id
            && there.revision == revision
            && there.parked_by_id == Some(actor.user_id)
            && there.park_note == note;
        if !again {
            there.refuse(&actor.till)?;
            return Err(Error::conflict("Another edit of this basket is stored; look at it again before parking it."));
        }
    }
    let parked = store::parked_basket(&mut tx, id).await?;
    tx.commit().await?;
    Ok(parked)
}

/// The parked baskets of the whole shop, newest first, and how many there are in all.
///
/// Errors: `invalid`.
pub async fn list_parked_baskets(app: &App, _by: Permit<Sell>, input: ListParkedBaskets) -> Result<Page<ParkedBasket>> {
    let limit = input.limit.unwrap_or_default();
    let before: Option<(DateTime<Utc>, Id)> = page::decode(input.cursor.as_deref())?;
    let mut reader = app.db.read();
    let rows = store::parked_baskets(&mut reader, before, limit).await?;
    let count = store::count_parked(&mut reader).await?;
    Ok(Page::cut(rows, limit, |basket| (basket.parked_at, basket.id)).counted(Some(count)))
}

/// Takes a parked basket to one's own till, as a new edit of it. Of two tills that recall the same one, one gets it.
///
/// Errors: `not_found` when there is none (it was discarded); `conflict` when another till has it (details say which)
/// or when it was sold.
pub async fn recall_basket(app: &App, by: Permit<Sell>, input: RecallBasket) -> Result<Basket> {
    let (actor, id) = (by.actor(), input.basket_id);
    let mut tx = app.db.write().await?;
    refuse_sold(&mut tx, id).await?;
    if !store::recall(&mut tx, id, actor, app.clock.now()).await? {
        // One that is at this till is here already: the answer may have been lost.
        refuse_elsewhere(&mut tx, id, &actor.till).await?;
    }
    let stored = store::basket_at(&mut tx, id, actor.till.id).await?.ok_or(Error::NotFound { what: "This basket" })?;
    tx.commit().await?;
    priced(app, by.caller(), stored).await
}

/// Refuses to touch a basket that is parked or at another till.
///
/// # Errors
/// `conflict`, saying where it is.
pub(crate) async fn refuse_elsewhere(db: &mut impl Session, basket_id: Id, till: &Till) -> Result<()> {
    match store::whereabouts(db, basket_id).await? {
        None => Ok(()),
        Some(there) => there.refuse(till),
    }
}

impl Whereabouts {
    fn refuse(&self, till: &Till) -> Result<()> {
        let details = |is_parked: bool| {
            json!({
                "is_parked": is_parked, "till_id": self.till_id, "till_code": self.till_code, "till_name": self.till_name,
                "parked_at": self.parked_at, "parked_by": self.parked_by_name, "revision": self.revision,
            })
        };
        if self.parked_at.is_some() {
            let name = self.parked_by_name.as_deref().unwrap_or_default();
            let message = format!("This basket was parked by {name}. Recall it to go on with it.");
            return Err(Error::Conflict { message, details: Some(details(true)) });
        }
        if self.till_id != till.id {
            let message = format!("This basket is at {} now.", self.till_name);
            return Err(Error::Conflict { message, details: Some(details(false)) });
        }
        Ok(())
    }
}
