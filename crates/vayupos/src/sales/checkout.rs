//! Checkout: create, pay and complete an order in one transaction.

use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::auth::{Permit, Sell};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::money::{Amount, Money};
use crate::payments::{self, MAX_REFERENCE_CHARS, Payment};
use crate::sales::complete::{self, Wallet};
use crate::sales::order::Order;
use crate::sales::sale::{self, Sale};
use crate::sales::store;
use crate::sales::tender::{self, Method, Settled, Tender};
use crate::sales::ticket::ticket_input;
use crate::settings::{self, Shop};
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
    let fingerprint = sale::fingerprint(&same)?;
    let mut tx = app.db.write().await?;
    if let Some(first) = store::fingerprint(&mut tx, id).await? {
        return answer_again(&mut tx, id, &first, &fingerprint).await;
    }
    let shop = settings::store::shop_for_sale(&mut tx).await?;
    let sale = Sale::new(app, &by, &shop, id, &fingerprint);
    let Some(order) = sell(&mut tx, &sale, &input).await? else {
        // The same sale was committed meanwhile by another request: ours is undone, theirs is the answer.
        drop(tx);
        let mut tx = app.db.write().await?;
        let first = store::fingerprint(&mut tx, id).await?.unwrap_or_default();
        return answer_again(&mut tx, id, &first, &fingerprint).await;
    };
    tx.commit().await?;
    Ok(done(order))
}

async fn answer_again(tx: &mut Tx, id: Id, first: &str, fingerprint: &str) -> Result<CheckoutDone> {
    sale::refuse_another(id, first, fingerprint)?;
    Ok(done(store::order(tx, id).await?))
}

fn done(order: Order) -> CheckoutDone {
    CheckoutDone { payments: order.payments.clone(), change: order.change, order }
}

/// Writes the whole sale; none when an order of this id is there already.
async fn sell(tx: &mut Tx, sale: &Sale<'_>, input: &Checkout) -> Result<Option<Order>> {
    let tenders = tenders(sale.shop, &input.payments)?;
    let drafted = sale.draft(tx, input.ticket(), input.expected_total.as_ref()).await?;
    let settled = tender::settle(&sale.shop.policy(), drafted.priced.total_minor, tenders)?;
    let Some(mut order) = sale.write(tx, &drafted, input.customer_id, Some(&settled)).await? else { return Ok(None) };
    let wallet = Wallet {
        shop: sale.shop,
        order_id: order.id,
        customer_id: order.customer_id,
        actor: sale.by.actor(),
        now: sale.now,
    };
    order.payments = pay(tx, &wallet, &order, settled).await?;
    sale.take_basket(tx).await?;
    complete::book(tx, &wallet, order.total.minor(), order.points_earned).await?;
    Ok(Some(order))
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

async fn pay(tx: &mut Tx, wallet: &Wallet<'_>, order: &Order, settled: Settled) -> Result<Vec<Payment>> {
    let actor = wallet.actor;
    let mut payments = Vec::with_capacity(settled.tenders.len());
    for (place, tender) in settled.tenders.into_iter().enumerate() {
        let points = wallet.take(tx, &tender, &format!("payments[{place}].method")).await?;
        payments.push(payments::store::NewPayment {
            id: Id::now(),
            settled: tender,
            points,
            notes: None,
            fingerprint: None,
        });
    }
    let booking = payments::store::Booking {
        order_id: order.id,
        currency: order.currency,
        first_position: 0,
        till_id: actor.till.id,
        user_id: actor.user_id,
        user_name: &actor.name,
        business_date: order.business_date,
        at: wallet.now,
    };
    payments::store::insert(tx, payments, booking).await
}
