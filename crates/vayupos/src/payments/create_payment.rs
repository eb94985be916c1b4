//! Paying on an order that waits for it, and what may be said of a payment afterwards.

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::app::App;
use crate::auth::{Permit, Sell};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::money::Amount;
use crate::payments::give_back::Paid;
use crate::payments::{MAX_NOTES_CHARS, MAX_REFERENCE_CHARS, Payment, store};
use crate::sales::complete::{self, Wallet};
use crate::sales::tender::{self, Method, Tender};
use crate::sales::{self, OrderStatus};
use crate::{settings, wire};

const TAKEN: &str = "This id belongs to another payment already.";

/// A payment on an order.
#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreatePayment {
    /// Chosen by the caller, so that a retry pays nothing twice.
    id: Option<Id>,
    order_id: Id,
    method: Method,
    /// What is handed over; only cash may be more than is due.
    amount: Amount,
    /// The terminal's or the bank's number for it; a gift card's number.
    #[schemars(length(max = 80))]
    reference: Option<String>,
    #[schemars(length(max = 500))]
    notes: Option<String>,
}

/// What may be said of a payment later; what is left out stays.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdatePayment {
    payment_id: Id,
    /// Null takes it away.
    #[serde(default, deserialize_with = "wire::given")]
    #[schemars(length(max = 80))]
    reference: Option<Option<String>>,
    /// Null takes it away.
    #[serde(default, deserialize_with = "wire::given")]
    #[schemars(length(max = 500))]
    notes: Option<Option<String>>,
}

/// Takes a payment on a pending order. Paid in full, the order completes; less is a part of it.
///
/// Errors: `conflict` when nothing is due, when the id was used for something else, or when the customer has too few
/// points or too little credit; `invalid` for more than is due in anything but cash; `not_found`.
pub async fn create_payment(app: &App, by: Permit<Sell>, input: CreatePayment) -> Result<Payment> {
    let id = input.id.unwrap_or_else(Id::now);
    let actor = by.actor();
    let request = wire::fingerprint(&CreatePayment { id: None, ..input.clone() })?;
    let reference = wire::optional(input.reference.as_deref(), "reference", MAX_REFERENCE_CHARS)?;
    let notes = wire::optional(input.notes.as_deref(), "notes", MAX_NOTES_CHARS)?;
    let mut tx = app.db.write().await?;
    let shop = settings::store::shop_for_sale(&mut tx).await?;
    let order = sales::store::lock_order(&mut tx, input.order_id).await?;
    // Looked at under the order's lock, so that a retry finds what the first request wrote.
    if let Some(first) = store::fingerprint(&mut tx, id).await? {
        if first != request {
            return Err(Error::conflict(TAKEN));
        }
        let payment = store::payment(&mut tx, id, shop.currency).await?;
        tx.commit().await?;
        return Ok(payment);
    }
    if order.status != OrderStatus::Pending {
        return Err(Error::Conflict {
            message: format!("Nothing is due on this order: it is {}.", order.status.as_str().replace('_', " ")),
            details: Some(json!({ "status": order.status })),
        });
    }
    let paid = store::paid(&mut tx, order.id).await?;
    let due_minor = order.total_minor - paid.iter().map(Paid::left_minor).sum::<i64>();
    let given_minor = shop.currency.parse_money(&input.amount, "amount")?.minor();
    let tender = Tender { method: input.method, given_minor, reference };
    let instalment = tender::pay_in(&shop.policy(), due_minor, tender)?;

    let now = app.clock.now();
    let wallet = Wallet { shop: &shop, order_id: order.id, customer_id: order.customer_id, actor, now };
    let points = wallet.in_points(&instalment.tender, "method")?;
    wallet.take(&mut tx, &instalment.tender, points).await?;
    let in_points_minor = in_points(&paid) + points.map_or(0, |_| instalment.tender.amount_minor);
    let new = store::NewPayment { id, settled: instalment.tender, points, notes, fingerprint: Some(request) };
    let booking = store::Booking {
        order_id: order.id,
        currency: shop.currency,
        first_position: paid.len(),
        till_id: actor.till.id,
        user_id: actor.user_id,
        user_name: &actor.name,
        business_date: shop.business_date(now),
        at: now,
    };
    let mut writes = tx.writes();
    store::insert(&mut writes, &[new], booking);
    tx.run(writes)
        .await
        .map_err(|failure| if failure.is_duplicate() { Error::conflict(TAKEN) } else { failure.into() })?;
    if instalment.completes {
        complete::complete(&mut tx, &wallet, &order, in_points_minor, instalment.cash_rounding_minor).await?;
    }
    let payment = store::payment(&mut tx, id, shop.currency).await?;
    tx.commit().await?;
    Ok(payment)
}

/// What of an order is paid in points.
fn in_points(paid: &[Paid]) -> i64 {
    paid.iter().filter(|payment| payment.method == Method::LoyaltyPoints).map(Paid::left_minor).sum()
}

/// Changes what is said of a payment: its reference and its remark. Amount and method stay what they were.
///
/// Errors: `not_found`; `invalid`.
pub async fn update_payment(app: &App, _by: Permit<Sell>, input: UpdatePayment) -> Result<Payment> {
    let mut tx = app.db.write().await?;
    let currency = settings::store::shop(&mut tx).await?.currency;
    let old = store::payment(&mut tx, input.payment_id, currency).await?;
    let reference = match input.reference {
        Some(reference) => wire::optional(reference.as_deref(), "reference", MAX_REFERENCE_CHARS)?,
        None => old.reference,
    };
    let notes = match input.notes {
        Some(notes) => wire::optional(notes.as_deref(), "notes", MAX_NOTES_CHARS)?,
        None => old.notes,
    };
    if old.method == Method::GiftCard && reference.is_none() {
        return Err(Error::invalid("reference", "A gift card needs its number as reference."));
    }
    store::update(&mut tx, old.id, reference, notes).await?;
    let payment = store::payment(&mut tx, old.id, currency).await?;
    tx.commit().await?;
    Ok(payment)
}
