//! Checkout: create, pay and complete an order in one transaction.

use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::app::App;
use crate::auth::{Permit, Sell};
use crate::catalog;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::inventory::{self, Reason};
use crate::money::{Amount, Money};
use crate::payments::{self, Payment};
use crate::reports;
use crate::sales::order::Order;
use crate::sales::store::{self, NewOrder};
use crate::sales::tender::{self, Method, Settled, Tender};
use crate::sales::ticket::{Drafted, ticket_input};
use crate::settings::{self, Shop};
use crate::tills;
use crate::wire;

/// Payments of one sale at the most.
const MAX_PAYMENTS: usize = 20;
const MAX_REFERENCE_CHARS: usize = 80;

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
/// Errors: `out_of_stock`, `insufficient_tender`; `conflict` when the id was used for something else, or when the
/// total is not the expected one (details name it); `not_found`, `forbidden`, `invalid`.
pub async fn checkout(app: &App, by: Permit<Sell>, input: Checkout) -> Result<CheckoutDone> {
    let id = input.id.unwrap_or_else(Id::now);
    let fingerprint = fingerprint(&input)?;
    let mut tx = app.db.write().await?;
    if let Some(first) = store::fingerprint(&mut tx, id).await? {
        return answer_again(&mut tx, id, &first, &fingerprint).await;
    }
    let shop = settings::store::shop_for_sale(&mut tx).await?;
    let sale = Sale { app, by: &by, shop: &shop, id, fingerprint: &fingerprint };
    if !sale.write(&mut tx, &input).await? {
        // The same sale was committed meanwhile by another request: ours is undone, theirs is the answer.
        drop(tx);
        let mut tx = app.db.write().await?;
        let first = store::fingerprint(&mut tx, id).await?.unwrap_or_default();
        return answer_again(&mut tx, id, &first, &fingerprint).await;
    }
    let order = store::order(&mut tx, id).await?;
    tx.commit().await?;
    Ok(done(order))
}

async fn answer_again(tx: &mut Tx, id: Id, first: &str, fingerprint: &str) -> Result<CheckoutDone> {
    if first != fingerprint {
        return Err(Error::Conflict {
            message: "This id belongs to another order already.".into(),
            details: Some(json!({ "order_id": id })),
        });
    }
    Ok(done(store::order(tx, id).await?))
}

fn done(order: Order) -> CheckoutDone {
    CheckoutDone { payments: order.payments.clone(), change: order.change, order }
}

/// What makes two requests the same sale: everything but the total that was expected.
fn fingerprint(input: &Checkout) -> Result<String> {
    let same = Checkout { id: None, expected_total: None, ..input.clone() };
    let text = serde_json::to_vec(&same).map_err(Error::internal)?;
    Ok(crate::auth::hex(&Sha256::digest(&text)))
}

struct Sale<'a> {
    app: &'a App,
    by: &'a Permit<Sell>,
    shop: &'a Shop,
    id: Id,
    fingerprint: &'a str,
}

impl Sale<'_> {
    /// Writes the whole sale; false when an order of this id is there already.
    async fn write(&self, tx: &mut Tx, input: &Checkout) -> Result<bool> {
        let ticket = input.ticket().bounded()?;
        if ticket.items.is_empty() {
            return Err(Error::invalid("items", "There is nothing to sell."));
        }
        let tenders = self.tenders(&input.payments)?;
        let products = catalog::store::lock_products_of_sale(tx, &ticket.product_ids()).await?;
        let drafted = ticket.draft(self.by.caller(), self.shop, &products)?;
        self.refuse_other_total(input.expected_total.as_ref(), drafted.priced.total_minor)?;
        let settled = tender::settle(&self.shop.policy(), drafted.priced.total_minor, tenders)?;

        let order = self.order(tx, &drafted, &settled, input.customer_id).await?;
        if !store::insert_order(tx, &order).await? {
            return Ok(false);
        }
        self.take_stock(tx, &drafted, &order).await?;
        self.record_payments(tx, settled, &order).await?;
        store::delete_basket(tx, self.id).await?;
        // The last thing: other tills wait for the day's rows until this commits.
        reports::rollups::book_order(tx, self.id).await?;
        Ok(true)
    }

    fn tenders(&self, payments: &[NewPayment]) -> Result<Vec<Tender>> {
        if payments.len() > MAX_PAYMENTS {
            return Err(Error::invalid("payments", format!("A sale has at most {MAX_PAYMENTS} payments.")));
        }
        payments.iter().enumerate().map(|(place, payment)| self.tender(payment, place)).collect()
    }

    fn tender(&self, payment: &NewPayment, place: usize) -> Result<Tender> {
        match payment.method {
            Method::Cash | Method::Card | Method::Mobile | Method::BankTransfer | Method::Other => {}
            Method::GiftCard | Method::StoreCredit | Method::LoyaltyPoints => {
                return Err(Error::invalid(format!("payments[{place}].method"), "This shop does not take that yet."));
            }
        }
        let amount_field = format!("payments[{place}].amount");
        let given = self.shop.currency.parse_money(&payment.amount, &amount_field)?;
        // Cash of nothing settles a total that rounds to nothing.
        if given.minor() == 0 && payment.method != Method::Cash {
            return Err(Error::invalid(amount_field, "A payment is more than nothing."));
        }
        let reference_field = format!("payments[{place}].reference");
        Ok(Tender {
            method: payment.method,
            given_minor: given.minor(),
            reference: wire::optional(payment.reference.as_deref(), &reference_field, MAX_REFERENCE_CHARS)?,
        })
    }

    fn refuse_other_total(&self, expected: Option<&Amount>, total_minor: i64) -> Result<()> {
        let Some(expected) = expected else { return Ok(()) };
        let expected = self.shop.currency.parse_money(expected, "expected_total")?;
        let total = self.shop.currency.money(total_minor);
        if expected == total {
            return Ok(());
        }
        Err(Error::Conflict {
            message: format!("The total is {total} now, not {expected}."),
            details: Some(json!({ "total": total })),
        })
    }

    async fn order<'d>(
        &self,
        tx: &mut Tx,
        drafted: &'d Drafted,
        settled: &Settled,
        customer_id: Option<Id>,
    ) -> Result<NewOrder<'d>> {
        let actor = self.by.actor();
        let now = self.app.clock.now();
        Ok(NewOrder {
            id: self.id,
            order_number: tills::store::next_order_number(tx, &actor.till).await?,
            fingerprint: self.fingerprint.to_owned(),
            till: actor.till.clone(),
            cashier_id: actor.user_id,
            cashier_name: actor.name.clone(),
            customer_id,
            currency: self.shop.currency,
            tax_scope: self.shop.tax_scope,
            drafted,
            cash_rounding_minor: settled.cash_rounding_minor,
            business_date: self.shop.business_date(now),
            business_hour: self.shop.local_hour(now),
            created_at: now,
        })
    }

    /// Takes what was sold off the shelf: one movement a product, however many lines name it.
    async fn take_stock(&self, tx: &mut Tx, drafted: &Drafted, order: &NewOrder<'_>) -> Result<()> {
        let mut takings: Vec<inventory::Taking> = Vec::new();
        for line in drafted.lines.iter().filter(|line| line.product.track_stock) {
            match takings.iter_mut().find(|taking| taking.product_id == line.product.id) {
                Some(taking) => taking.quantity_e3 += line.quantity.e3(),
                None => takings.push(inventory::Taking {
                    product_id: line.product.id,
                    product_name: line.product.name.clone(),
                    quantity_e3: line.quantity.e3(),
                }),
            }
        }
        let movement = inventory::Movement {
            reason: Reason::Sale,
            user_id: order.cashier_id,
            user_name: &order.cashier_name,
            order_id: Some(order.id),
            reference: Some(&order.order_number),
            at: order.created_at,
        };
        inventory::store::take(tx, &takings, movement).await
    }

    async fn record_payments(&self, tx: &mut Tx, settled: Settled, order: &NewOrder<'_>) -> Result<()> {
        let booking = payments::store::Booking {
            order_id: order.id,
            till_id: order.till.id,
            user_id: order.cashier_id,
            business_date: order.business_date,
            at: order.created_at,
        };
        payments::store::insert(tx, &settled.tenders, booking).await
    }
}
