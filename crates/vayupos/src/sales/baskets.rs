//! Baskets: what is being rung up, stored with every edit, so that a crash or a power cut loses none.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::json;

use crate::app::App;
use crate::auth::{Approver, Caller, Permit, Sell};
use crate::db::Session;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::money::{Amount, Percent};
use crate::page::Page;
use crate::sales::order::Cashier;
use crate::sales::parking;
use crate::sales::quote::{Quote, quote};
use crate::sales::store::{self, StoredBasket};
use crate::sales::ticket::{NewItem, ticket_input};
use crate::wire::{self, Nothing};

ticket_input! {
    /// A basket as it is now.
    pub struct SaveBasket {
        /// Its identifier, which will be the order's.
        basket_id: Id,
        /// Grows with each edit.
        #[schemars(range(min = 0))]
        revision: u32,
    }
}

/// Which basket.
#[derive(Debug, Clone, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DiscardBasket {
    basket_id: Id,
}

/// A stored basket with its price as of now.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Basket {
    /// The identifier, which will be the order's.
    pub id: Id,
    /// The edit it stands at.
    pub revision: u32,
    /// Who buys, where known.
    pub customer_id: Option<Id>,
    /// What is in it.
    pub items: Vec<NewItem>,
    /// Off the whole order.
    pub discount_percent: Option<Percent>,
    /// Off the whole order, after the percentage.
    pub discount_amount: Option<Amount>,
    /// A coupon.
    pub coupon_code: Option<String>,
    /// A remark.
    pub notes: Option<String>,
    /// The last edit.
    pub updated_at: DateTime<Utc>,
    /// Who consented to its prices and discounts, where they go beyond the role of who rang it up. Selling it at them
    /// needs a consent again.
    pub approved_by: Option<Cashier>,
    /// What it comes to; null when it can no longer be sold as it is, because a product has gone.
    pub quote: Option<Quote>,
}

/// Stores a basket and prices it. An empty one is stored too: it says that everything was taken out.
///
/// Errors: `conflict` when it is an order already (details name it), when a newer edit is stored, and when it is parked
/// or at another till by now (details say where); `not_found` for a product there is none of; `forbidden` for a price
/// or discount beyond one's role; `invalid`.
pub async fn save_basket(app: &App, by: Permit<Sell>, input: SaveBasket) -> Result<Basket> {
    // Priced before it is stored: what cannot be sold is refused and not kept.
    let now = app.clock.now();
    let quote = quote_unsold(app, by.caller(), &input, now).await?;
    let approver = needed_approver(app, by.caller(), &input, now).await?;
    let mut tx = app.db.write().await?;
    let actor = by.actor();
    let content = serde_json::to_string(&input).map_err(Error::internal)?;
    let edit = store::Edit {
        id: input.basket_id,
        revision: i64::from(input.revision),
        customer_id: input.customer_id,
        content: &content,
        currency: quote.currency.code(),
        total_minor: quote.total.minor(),
        item_count_e3: quote.item_count.e3(),
        approver: approver.as_ref(),
    };
    let is_stored = store::save_basket(&mut tx, &edit, actor, now).await?;
    // Not before: on Postgres its sale may have been waited for.
    refuse_sold(&mut tx, input.basket_id).await?;
    if !is_stored {
        parking::refuse_elsewhere(&mut tx, input.basket_id, &actor.till).await?;
        return Err(Error::conflict("A newer edit of this basket is stored already."));
    }
    tx.commit().await?;
    let approved_by = approver.map(|approver| Cashier { id: approver.user_id, name: approver.name });
    Ok(show(input, now, approved_by, Some(quote)))
}

/// The price of what is to be stored. Its sale uses up the consent to its prices: where there is none left, that it was
/// sold is the answer, and not that somebody has to consent.
async fn quote_unsold(app: &App, caller: &Caller, input: &SaveBasket, now: DateTime<Utc>) -> Result<Quote> {
    let mut db = app.db.read();
    let quoted = quote(&mut db, caller, input.ticket(), now).await;
    if matches!(quoted, Err(Error::Forbidden { .. })) {
        refuse_sold(&mut db, input.basket_id).await?;
    }
    quoted
}

/// Who consented to a basket's prices; nobody where the seller's own role allows them.
async fn needed_approver(
    app: &App,
    caller: &Caller,
    input: &SaveBasket,
    now: DateTime<Utc>,
) -> Result<Option<Approver>> {
    let Some(approver) = caller.approver() else { return Ok(None) };
    match quote(&mut app.db.read(), &caller.clone().without_approval(), input.ticket(), now).await {
        Ok(_) => Ok(None),
        Err(Error::Forbidden { .. }) => Ok(Some(approver.clone())),
        Err(error) => Err(error),
    }
}

/// Refuses what became an order.
///
/// # Errors
/// `conflict`, naming the order.
pub(crate) async fn refuse_sold(db: &mut impl Session, basket_id: Id) -> Result<()> {
    if store::fingerprint(db, basket_id).await?.is_none() {
        return Ok(());
    }
    Err(Error::Conflict {
        message: "This basket was sold already.".into(),
        details: Some(json!({ "order_id": basket_id })),
    })
}

fn show(saved: SaveBasket, updated_at: DateTime<Utc>, approved_by: Option<Cashier>, quote: Option<Quote>) -> Basket {
    Basket {
        id: saved.basket_id,
        revision: saved.revision,
        customer_id: saved.customer_id,
        items: saved.items,
        discount_percent: saved.discount_percent,
        discount_amount: saved.discount_amount,
        coupon_code: saved.coupon_code,
        notes: saved.notes,
        updated_at,
        approved_by,
        quote,
    }
}

impl StoredBasket {
    fn saved(&self) -> Result<SaveBasket> {
        wire::decode(serde_json::from_str(&self.content).map_err(Error::internal)?)
    }

    /// Whether everything was taken out of it.
    pub(crate) fn is_empty(&self) -> Result<bool> {
        Ok(self.saved()?.items.is_empty())
    }
}

/// A stored basket with its price as of now.
pub(crate) async fn priced(app: &App, caller: &Caller, stored: StoredBasket) -> Result<Basket> {
    let mut saved = stored.saved()?;
    saved.revision = u32::try_from(stored.revision).map_err(Error::internal)?;
    let approved_by = stored.approver_id.zip(stored.approver_name).map(|(id, name)| Cashier { id, name });
    // Its prices were allowed to whoever stored them, and are shown as they are; selling them asks anew.
    let caller = match stored.priced_as {
        None => caller.clone(),
        Some(role) => caller.clone().approved_by(Approver {
            user_id: approved_by.as_ref().map_or(caller.signed_in()?.user_id, |approver| approver.id),
            name: approved_by.as_ref().map_or_else(String::new, |approver| approver.name.clone()),
            role,
        }),
    };
    let quote = match quote(&mut app.db.read(), &caller, saved.ticket(), app.clock.now()).await {
        Ok(quote) => Some(quote),
        Err(Error::NotFound { .. } | Error::Forbidden { .. } | Error::Invalid { .. } | Error::Conflict { .. }) => None,
        Err(error) => return Err(error),
    };
    Ok(show(saved, stored.updated_at, approved_by, quote))
}

/// The baskets of one's till that have something in them and are not parked, last edited first.
pub async fn list_baskets(app: &App, by: Permit<Sell>, _input: Nothing) -> Result<Page<Basket>> {
    let mut baskets = Vec::new();
    for stored in store::baskets(&mut app.db.read(), by.actor().till.id).await? {
        let basket = priced(app, by.caller(), stored).await?;
        if !basket.items.is_empty() {
            baskets.push(basket);
        }
    }
    Ok(Page::whole(baskets))
}

/// Throws a basket away, one's till's own or a parked one. One that is not there is gone already.
///
/// Errors: `conflict` when it is at another till (details say which).
pub async fn discard_basket(app: &App, by: Permit<Sell>, input: DiscardBasket) -> Result<Nothing> {
    let mut tx = app.db.write().await?;
    let till = &by.actor().till;
    if !store::discard_basket(&mut tx, input.basket_id, till.id).await? {
        parking::refuse_elsewhere(&mut tx, input.basket_id, till).await?;
    }
    tx.commit().await?;
    Ok(Nothing {})
}
