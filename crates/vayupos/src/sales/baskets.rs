//! Baskets: what is being rung up, stored with every edit, so that a crash or a power cut loses none.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::json;

use crate::app::App;
use crate::auth::{Permit, Sell};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::money::{Amount, Percent};
use crate::page::Page;
use crate::sales::quote::{Quote, quote};
use crate::sales::store;
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
    /// What it comes to; null when it can no longer be sold as it is, because a product has gone.
    pub quote: Option<Quote>,
}

/// Stores a basket and prices it. An empty one is stored too: it says that everything was taken out.
///
/// Errors: `conflict` when it is an order already (details name it) or when a newer edit is stored; `not_found` for
/// a product there is none of; `forbidden` for a price or discount beyond one's role; `invalid`.
pub async fn save_basket(app: &App, by: Permit<Sell>, input: SaveBasket) -> Result<Basket> {
    // Priced before it is stored: what cannot be sold is refused and not kept.
    let quote = quote(&mut app.db.read(), by.caller(), input.ticket(), app.clock.now()).await?;
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    if store::fingerprint(&mut tx, input.basket_id).await?.is_some() {
        return Err(Error::Conflict {
            message: "This basket was sold already.".into(),
            details: Some(json!({ "order_id": input.basket_id })),
        });
    }
    let actor = by.actor();
    let revision = i64::from(input.revision);
    let content = serde_json::to_string(&input).map_err(Error::internal)?;
    if !store::save_basket(&mut tx, input.basket_id, actor, revision, &content, now).await? {
        return Err(Error::conflict("A newer edit of this basket is stored already."));
    }
    tx.commit().await?;
    Ok(show(input, now, Some(quote)))
}

fn show(saved: SaveBasket, updated_at: DateTime<Utc>, quote: Option<Quote>) -> Basket {
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
        quote,
    }
}

/// The baskets of one's till that have something in them, last edited first.
pub async fn list_baskets(app: &App, by: Permit<Sell>, _input: Nothing) -> Result<Page<Basket>> {
    let mut reader = app.db.read();
    let mut baskets = Vec::new();
    for (content, updated_at) in store::baskets(&mut reader, by.actor().till.id).await? {
        let saved: SaveBasket = wire::decode(serde_json::from_str(&content).map_err(Error::internal)?)?;
        if saved.items.is_empty() {
            continue;
        }
        let quote = match quote(&mut reader, by.caller(), saved.ticket(), app.clock.now()).await {
            Ok(quote) => Some(quote),
            Err(Error::NotFound { .. } | Error::Forbidden { .. } | Error::Invalid { .. } | Error::Conflict { .. }) => {
                None
            }
            Err(error) => return Err(error),
        };
        baskets.push(show(saved, updated_at, quote));
    }
    Ok(Page::whole(baskets))
}

/// Throws a basket away. One that is not there is gone already.
pub async fn discard_basket(app: &App, _by: Permit<Sell>, input: DiscardBasket) -> Result<Nothing> {
    let mut tx = app.db.write().await?;
    let mut writes = tx.writes();
    store::delete_basket(&mut writes, input.basket_id);
    tx.run(writes).await?;
    tx.commit().await?;
    Ok(Nothing {})
}
