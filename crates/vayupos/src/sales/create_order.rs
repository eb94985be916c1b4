//! An order that is paid later: rung up and taken off the shelf, with nothing paid yet.

use crate::app::App;
use crate::auth::{Permit, Sell};
use crate::error::Result;
use crate::id::Id;
use crate::money::Amount;
use crate::sales::order::Order;
use crate::sales::sale::{self, Sale};
use crate::sales::store;
use crate::sales::ticket::ticket_input;
use crate::wire;

ticket_input! {
    /// An order to be paid later.
    pub struct CreateOrder {
        /// Chosen by the caller, so that a retry orders nothing twice.
        #[serde(default)]
        id: Option<Id>,
        /// The total the cashier saw; when it has changed since, nothing is ordered.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        expected_total: Option<Amount>,
    }
}

/// Rings up an order without taking money: its goods leave the shelf, and it waits to be paid or cancelled.
///
/// Errors: `out_of_stock`; `conflict` when the id was used for something else, or when the total is not the expected
/// one; `not_found`, `forbidden`, `invalid`.
pub async fn create_order(app: &App, by: Permit<Sell>, input: CreateOrder) -> Result<Order> {
    let id = input.id.unwrap_or_else(Id::now);
    let same = CreateOrder { id: None, expected_total: None, ..input.clone() };
    let fingerprint = wire::fingerprint(&same)?;
    match ring_up(app, &by, &input, id, &fingerprint).await {
        Ok(order) => Ok(order),
        Err(refusal) => sale::answer_again(app, id, &fingerprint, refusal).await,
    }
}

async fn ring_up(app: &App, by: &Permit<Sell>, input: &CreateOrder, id: Id, fingerprint: &str) -> Result<Order> {
    let ticket = input.ticket().to_sell()?;
    let (mut tx, shop, products) = store::begin(&app.db, &ticket.product_ids()).await?;
    let sale = Sale::new(app, by, &shop, id, fingerprint);
    let drafted = sale.draft(&mut tx, &ticket, &products, input.expected_total.as_ref()).await?;
    let mut writes = tx.writes();
    let order = sale.order(&drafted, input.customer_id, None);
    let takings = sale.ring_up(&mut writes, &drafted, &order);
    let order = sale.write(&mut tx, writes, &takings, order).await?;
    tx.commit().await?;
    Ok(order)
}
