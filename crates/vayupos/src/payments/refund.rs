//! Giving money back: on one payment, or for goods that come back over all payments of their order.

use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::auth::{Permit, RefundPayments};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::money::Amount;
use crate::payments::booking::Giving;
use crate::payments::give_back::{self, Part, Wish};
use crate::payments::{Refund, store};
use crate::quantity::Quantity;
use crate::sales;
use crate::sales::tender::Method;
use crate::{settings, wire};

const MAX_REASON_CHARS: usize = 200;
/// Rows of a return at the most: as many as an order has.
const MAX_ITEMS: usize = 500;

/// What is brought back of an item.
#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewReturn {
    order_item_id: Id,
    /// More than zero.
    quantity: Quantity,
    /// Whether it goes back on the shelf. Left out: yes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    restock: Option<bool>,
}

/// Money back on one payment: an amount, the worth of goods, or with neither all that is left of it.
#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RefundPayment {
    payment_id: Id,
    /// Chosen by the caller, so that a retry gives nothing back twice.
    id: Option<Id>,
    /// Money alone; the goods stay with the customer.
    amount: Option<Amount>,
    /// Goods, and the money for them.
    #[schemars(length(max = 500))]
    items: Option<Vec<NewReturn>>,
    #[schemars(length(max = 200))]
    reason: String,
}

/// Goods brought back.
#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReturnItems {
    order_id: Id,
    /// Chosen by the caller, so that a retry gives nothing back twice.
    id: Option<Id>,
    /// Left out: everything that is still with the customer, back on the shelf.
    #[schemars(length(max = 500))]
    items: Option<Vec<NewReturn>>,
    /// Left out: each payment goes back the way it came. `cash` and `store_credit` can be given instead, but not for
    /// what was paid in points or credit.
    method: Option<Method>,
    #[schemars(length(max = 200))]
    reason: String,
}

/// Gives money back on one payment: never more than was paid, or than what was sold is worth.
///
/// On an order that is not completed it gives back a deposit.
///
/// Errors: `conflict` for more than is left, or when the id was used for something else; `not_found`; `invalid`.
pub async fn refund_payment(app: &App, by: Permit<RefundPayments>, input: RefundPayment) -> Result<Refund> {
    let request = wire::fingerprint(&RefundPayment { id: None, ..input.clone() })?;
    let reason = wire::required(&input.reason, "reason", MAX_REASON_CHARS)?;
    let id = input.id.unwrap_or_else(Id::now);
    let mut tx = app.db.write().await?;
    let shop = settings::store::shop_for_sale(&mut tx).await?;
    let order_id = store::order_of(&mut tx, input.payment_id).await?;
    let order = sales::store::lock_order(&mut tx, order_id).await?;
    if let Some(refund) = done_before(&mut tx, id, &request, order_id, order.currency).await? {
        tx.commit().await?;
        return Ok(refund);
    }
    let giving = Giving::of(&mut tx, &shop, order, by.actor(), app.clock.now()).await?;
    let payment = giving.paid.iter().find(|payment| payment.id == input.payment_id);
    let payment = payment.ok_or(Error::NotFound { what: "This payment" })?.clone();

    let (goods, parts) = match (&input.items, &input.amount) {
        (Some(_), Some(_)) => {
            return Err(Error::invalid("amount", "Either goods come back, or an amount of money: not both."));
        }
        (Some(items), None) => {
            giving.refuse_unpaid("items")?;
            let goods = give_back::goods(&giving.items, &wishes(items)?)?;
            let worth: i64 = goods.iter().map(|item| item.total_minor).sum();
            if worth > payment.left_minor() && giving.left_to_pay_back() > payment.left_minor() {
                return Err(giving.too_little_left(payment.left_minor()));
            }
            let parts = if giving.is_all(worth) {
                give_back::all_of(&[payment], None)
            } else {
                give_back::split(&shop.policy(), &[payment], worth, None)
            };
            (goods, parts)
        }
        (None, amount) => {
            let amount_minor = match amount {
                Some(amount) => shop.currency.parse_money(amount, "amount")?.minor(),
                None => payment.left_minor(),
            };
            if amount_minor > payment.left_minor() || payment.left_minor() == 0 {
                return Err(giving.too_little_left(payment.left_minor()));
            }
            if amount_minor == 0 {
                return Err(Error::invalid("amount", "A refund is more than nothing."));
            }
            let goods = give_back::money(&giving.items, giving.worth_of(amount_minor));
            (goods, vec![Part { payment_id: payment.id, method: payment.method, amount_minor }])
        }
    };
    let refund = giving.write(&mut tx, id, request, reason, goods, parts).await?;
    tx.commit().await?;
    Ok(refund)
}

/// Takes goods back and gives the money for them, over all payments of the order.
///
/// Errors: `conflict` for more than was sold, for an order that was not completed, or when the id was used for
/// something else; `not_found`; `invalid`.
pub async fn return_items(app: &App, by: Permit<RefundPayments>, input: ReturnItems) -> Result<Refund> {
    let request = wire::fingerprint(&ReturnItems { id: None, ..input.clone() })?;
    let reason = wire::required(&input.reason, "reason", MAX_REASON_CHARS)?;
    let id = input.id.unwrap_or_else(Id::now);
    let mut tx = app.db.write().await?;
    let shop = settings::store::shop_for_sale(&mut tx).await?;
    let order = sales::store::lock_order(&mut tx, input.order_id).await?;
    if let Some(refund) = done_before(&mut tx, id, &request, order.id, order.currency).await? {
        tx.commit().await?;
        return Ok(refund);
    }
    let through = other_way(input.method, order.customer_id)?;
    let giving = Giving::of(&mut tx, &shop, order, by.actor(), app.clock.now()).await?;
    giving.refuse_unpaid("order_id")?;
    let wishes = match &input.items {
        Some(items) => wishes(items)?,
        None => giving.everything(),
    };
    let goods = give_back::goods(&giving.items, &wishes)?;
    let worth: i64 = goods.iter().map(|item| item.total_minor).sum();
    let parts = if giving.is_all(worth) {
        give_back::all_of(&giving.paid, through)
    } else {
        give_back::split(&shop.policy(), &giving.paid, worth, through)
    };
    let refund = giving.write(&mut tx, id, request, reason, goods, parts).await?;
    tx.commit().await?;
    Ok(refund)
}

/// The refund of this id, when the same request made it before.
async fn done_before(
    tx: &mut Tx,
    id: Id,
    request: &str,
    order_id: Id,
    currency: crate::currency::Currency,
) -> Result<Option<Refund>> {
    match store::refund_fingerprint(tx, id).await? {
        None => Ok(None),
        Some(first) if first == request => store::refund(tx, order_id, id, currency).await.map(Some),
        Some(_) => Err(Error::conflict("This id belongs to another refund already.")),
    }
}

fn wishes(items: &[NewReturn]) -> Result<Vec<Wish>> {
    if items.is_empty() || items.len() > MAX_ITEMS {
        return Err(Error::invalid("items", format!("A return has 1 to {MAX_ITEMS} items.")));
    }
    let wish = |item: &NewReturn| Wish {
        item_id: item.order_item_id,
        quantity: item.quantity,
        restock: item.restock.unwrap_or(true),
    };
    Ok(items.iter().map(wish).collect())
}

fn other_way(method: Option<Method>, customer_id: Option<Id>) -> Result<Option<Method>> {
    match method {
        None => Ok(None),
        Some(Method::Cash) => Ok(Some(Method::Cash)),
        Some(Method::StoreCredit) if customer_id.is_some() => Ok(Some(Method::StoreCredit)),
        Some(Method::StoreCredit) => Err(Error::invalid("method", "Store credit needs a customer on the order.")),
        Some(
            Method::Card
            | Method::Mobile
            | Method::BankTransfer
            | Method::GiftCard
            | Method::LoyaltyPoints
            | Method::Other,
        ) => Err(Error::invalid("method", "Money goes back the way it came, in cash, or as store credit.")),
    }
}

impl Giving<'_> {
    fn refuse_unpaid(&self, field: &str) -> Result<()> {
        if !self.is_deposit() {
            return Ok(());
        }
        Err(Error::invalid(field, "Goods of an order that was not paid cannot come back: it can be cancelled."))
    }
}
