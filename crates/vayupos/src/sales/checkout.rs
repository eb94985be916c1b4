//! Checkout: create, pay and complete an order in one transaction.

use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::auth::{Permit, Sell};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::money::{Amount, Money};
use crate::payments::{self, MAX_REFERENCE_CHARS, Payment};
use crate::sales::complete::Wallet;
use crate::sales::order::Order;
use crate::sales::sale::{self, Sale};
use crate::sales::store;
use crate::sales::tender::{self, Method, Settled, Tender};
use crate::sales::ticket::ticket_input;
use crate::settings::Shop;
use crate::wire;

/// Payments of one sale at the most.
const MAX_PAYMENTS: usize = 20;

ticket_input! {
    /// A basket and the money for it.
    pub struct Checkout {
        /// The basket's identifier, which becomes the order's. The same sale under the same id is sold once.
        #[serde(default)]
        id: Option<Id>,
        /// How it is paid.
        #[schemars(length(max = 20))]
        payments: Vec<NewPayment>,
        /// The total the cashier saw; when it has changed since, nothing is sold.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        expected_total: Option<Amount>,
    }
}

/// A payment offered.
#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPayment {
    method: Method,
    /// What is handed over; only cash may be more than is due.
    amount: Amount,
    /// The terminal's or the bank's number for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 80))]
    reference: Option<String>,
}

/// A finished sale.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct CheckoutDone {
    /// The order.
    pub order: Order,
    /// How it was paid.
    pub payments: Vec<Payment>,
    /// What goes back to the customer.
    pub change: Money,
}

/// Sells a basket: order, stock and payments are written together or not at all.
///
/// Errors: `out_of_stock`, `insufficient_tender`; `conflict` when the id was used for something else, when the basket
/// is parked or at another till, when the total is not the expected one (details name it), or when the customer has too few points or too little credit;
/// `not_found`, `forbidden`, `invalid`.
pub async fn checkout(app: &App, by: Permit<Sell>, input: Checkout) -> Result<CheckoutDone> {
    let id = input.id.unwrap_or_else(Id::now);
    // The same sale is the same, whatever total was expected of it.
    let same = Checkout { id: None, expected_total: None, ..input.clone() };
    let fingerprint = wire::fingerprint(&same)?;
    let order = match sell(app, &by, &input, id, &fingerprint).await {
        Ok(order) => order,
        Err(refusal) => sale::answer_again(app, id, &fingerprint, refusal).await?,
    };
    Ok(CheckoutDone { payments: order.payments.clone(), change: order.change, order })
}

async fn sell(app: &App, by: &Permit<Sell>, input: &Checkout, id: Id, fingerprint: &str) -> Result<Order> {
    let ticket = input.ticket().to_sell()?;
    let (mut tx, shop, products) = store::begin(&app.db, &ticket.product_ids()).await?;
    let sale = Sale::new(app, by, &shop, id, fingerprint);
    let tenders = tenders(&shop, &input.payments)?;
    let drafted = sale.draft(&mut tx, &ticket, &products, input.expected_total.as_ref()).await?;
    let settled = tender::settle(&shop.policy(), drafted.priced.total_minor, tenders)?;
    let wallet = Wallet { shop: &shop, order_id: id, customer_id: input.customer_id, actor: by.actor(), now: sale.now };
    let mut order = sale.order(&drafted, input.customer_id, Some(&settled));
    let tenders = in_points(&wallet, settled)?;
    let mut writes = tx.writes();
    let takings = sale.ring_up(&mut writes, &drafted, &order);
    order.payments = payments::store::insert(&mut writes, &tenders, booking(&wallet, &order));
    if wallet.customer_id.is_none() {
        writes.then();
        wallet.book(&mut writes);
    }
    let order = sale.write(&mut tx, writes, &takings, order).await?;
    if wallet.customer_id.is_some() {
        // The customer's ledger names the order.
        for payment in &tenders {
            wallet.take(&mut tx, &payment.settled, payment.points).await?;
        }
        wallet.earn(&mut tx, order.total.minor(), order.points_earned).await?;
        let mut writes = tx.writes();
        wallet.book(&mut writes);
        tx.run(writes).await?;
    }
    tx.commit().await?;
    Ok(order)
}

fn tenders(shop: &Shop, payments: &[NewPayment]) -> Result<Vec<Tender>> {
    if payments.len() > MAX_PAYMENTS {
        return Err(Error::invalid("payments", format!("A sale has at most {MAX_PAYMENTS} payments.")));
    }
    let tender = |(place, payment): (usize, &NewPayment)| {
        let amount_field = format!("payments[{place}].amount");
        let given = shop.currency.parse_money(&payment.amount, &amount_field)?;
        // Cash of nothing settles a total that rounds to nothing.
        if given.minor() == 0 && payment.method != Method::Cash {
            return Err(Error::invalid(amount_field, "A payment is more than nothing."));
        }
        let reference_field = format!("payments[{place}].reference");
        let reference = wire::optional(payment.reference.as_deref(), &reference_field, MAX_REFERENCE_CHARS)?;
        Ok(Tender { method: payment.method, given_minor: given.minor(), reference })
    };
    payments.iter().enumerate().map(tender).collect()
}

/// The payments of what was settled, each with what it takes in points.
fn in_points(wallet: &Wallet<'_>, settled: Settled) -> Result<Vec<payments::store::NewPayment>> {
    let payment = |(place, settled)| {
        let points = wallet.in_points(&settled, &format!("payments[{place}].method"))?;
        Ok(payments::store::NewPayment { id: Id::now(), settled, points, notes: None, fingerprint: None })
    };
    settled.tenders.into_iter().enumerate().map(payment).collect()
}

fn booking<'a>(wallet: &Wallet<'a>, order: &Order) -> payments::store::Booking<'a> {
    payments::store::Booking {
        order_id: order.id,
        currency: order.currency,
        first_position: 0,
        till_id: wallet.actor.till.id,
        user_id: wallet.actor.user_id,
        user_name: &wallet.actor.name,
        business_date: order.business_date,
        at: wallet.now,
    }
}
