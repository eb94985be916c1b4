//! Ringing up: a ticket becomes an order, pending or paid, and its goods leave the shelf. Shared by `create_order`
//! and `checkout`.

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::app::App;
use crate::auth::{Permit, Sell};
use crate::catalog::store::SaleProduct;
use crate::coupons;
use crate::db::{Tx, Writes};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::inventory::{self, Reason};
use crate::money::{Amount, UnitPrice};
use crate::sales::loyalty;
use crate::sales::order::{Cashier, Order, OrderItem, OrderStatus, OrderTax};
use crate::sales::parking;
use crate::sales::store::{self, NewOrder};
use crate::sales::tender::{Method, Settled};
use crate::sales::ticket::{Drafted, Ticket};
use crate::settings::Shop;
use crate::tills;

/// What to answer when a sale could not be written: the first result, where this very request wrote it already. So
/// only a request that fails asks whether it is a repeated one.
///
/// # Errors
/// `conflict`, naming the order, for another request under its id; else why it could not be written.
pub(crate) async fn answer_again(app: &App, id: Id, fingerprint: &str, refusal: Error) -> Result<Order> {
    if matches!(refusal, Error::Raced(_) | Error::Unavailable(_)) {
        return Err(refusal);
    }
    let mut tx = app.db.write().await?;
    let Some(first) = store::fingerprint(&mut tx, id).await? else { return Err(refusal) };
    if first != fingerprint {
        return Err(Error::Conflict {
            message: "This id belongs to another order already.".into(),
            details: Some(json!({ "order_id": id })),
        });
    }
    let order = store::order(&mut tx, id).await?;
    tx.commit().await?;
    Ok(order)
}

/// A sale on its way into the database.
pub(crate) struct Sale<'a> {
    pub(crate) by: &'a Permit<Sell>,
    pub(crate) shop: &'a Shop,
    pub(crate) id: Id,
    pub(crate) fingerprint: &'a str,
    pub(crate) now: DateTime<Utc>,
}

impl<'a> Sale<'a> {
    pub(crate) fn new(app: &App, by: &'a Permit<Sell>, shop: &'a Shop, id: Id, fingerprint: &'a str) -> Self {
        Self { by, shop, id, fingerprint, now: app.clock.now() }
    }

    /// Prices a ticket by the shop's own records of its products.
    pub(crate) async fn draft(
        &self,
        tx: &mut Tx,
        ticket: &Ticket<'_>,
        products: &[SaleProduct],
        expected: Option<&Amount>,
    ) -> Result<Drafted> {
        let found = ticket.find(tx, self.shop, self.now).await?;
        let drafted = ticket.draft(self.by.caller(), self.shop, products, found)?;
        self.refuse_other_total(expected, drafted.priced.total_minor)?;
        if let Some(coupon) = &drafted.coupon {
            let business_date = self.shop.business_date(self.now);
            let subtotal_minor = drafted.priced.subtotal_minor;
            coupons::store::redeem(tx, &coupon.code, subtotal_minor, business_date, self.shop.currency).await?;
        }
        Ok(drafted)
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

    /// Writes an order that has no number yet: the goods and the till's next number are taken, and its basket goes.
    /// [`Sale::write`] runs them; it wants to know what is taken, which is the answer.
    pub(crate) fn ring_up(&self, writes: &mut Writes, drafted: &Drafted, order: &Order) -> Vec<inventory::Taking> {
        let takings = takings(drafted);
        store::hold_basket(writes, self.id, order.till.id);
        inventory::store::take(writes, &takings);
        tills::store::next_order_number(writes, &order.till);
        writes.then();
        let new = NewOrder {
            order,
            drafted,
            fingerprint: self.fingerprint,
            tax_scope: self.shop.tax_scope,
            business_hour: i64::from(self.shop.local_hour(self.now)),
        };
        store::insert_order(writes, &new);
        let movement = inventory::Movement {
            reason: Reason::Sale,
            user_id: order.cashier.id,
            user_name: &order.cashier.name,
            order_id: Some(order.id),
            reference: None,
            at: self.now,
        };
        inventory::store::log_taken(writes, &takings, order.till.id, movement);
        store::delete_basket(writes, self.id, order.till.id);
        takings
    }

    /// Runs the writes of [`Sale::ring_up`] and gives the order its number.
    ///
    /// # Errors
    /// `out_of_stock`; `conflict` for a basket that is parked or at another till, and for an id that was used before;
    /// `not_found` for a customer who is not there. The transaction must then be given up.
    pub(crate) async fn write(
        &self,
        tx: &mut Tx,
        writes: Writes,
        takings: &[inventory::Taking],
        order: Order,
    ) -> Result<Order> {
        let answers = tx.ask(writes).await.map_err(store::refused)?;
        // The basket becomes the order; one that is parked, or at another till by now, may not.
        if store::is_elsewhere(&answers) {
            parking::refuse_elsewhere(tx, self.id, &order.till).await?;
        }
        inventory::store::refuse_missing(tx, &answers, takings).await?;
        Ok(Order { order_number: tills::store::order_number(answers)?, ..order })
    }

    /// The order that a ticket becomes, but for its number and its payments.
    pub(crate) fn order(&self, drafted: &Drafted, customer_id: Option<Id>, settled: Option<&Settled>) -> Order {
        let actor = self.by.actor();
        let money = |minor| self.shop.currency.money(minor);
        let priced = &drafted.priced;
        let (nothing, total) = (money(0), money(priced.total_minor));
        let points_earned = match (customer_id, settled) {
            (Some(_), Some(settled)) => {
                loyalty::earned(self.shop, priced.total_minor, settled.by_method_minor(Method::LoyaltyPoints))
            }
            (None, _) | (_, None) => 0,
        };
        Order {
            id: self.id,
            order_number: String::new(),
            status: if settled.is_some() { OrderStatus::Completed } else { OrderStatus::Pending },
            till: actor.till.clone(),
            cashier: Cashier { id: actor.user_id, name: actor.name.clone() },
            customer_id,
            items: self.items(drafted),
            taxes: drafted.priced.taxes.iter().map(|tax| OrderTax::of(tax, self.shop.currency)).collect(),
            subtotal: money(priced.subtotal_minor),
            discount_total: money(priced.discount_minor),
            savings_total: money(priced.savings_minor),
            net: money(priced.net_minor),
            tax_total: money(priced.tax_minor),
            total,
            cash_rounding: money(settled.map_or(0, |settled| settled.cash_rounding_minor)),
            item_count: drafted.item_count(),
            currency: self.shop.currency,
            business_date: self.shop.business_date(self.now),
            coupon_code: drafted.coupon.as_ref().map(|coupon| coupon.code.clone()),
            notes: drafted.notes.clone(),
            created_at: self.now,
            completed_at: settled.map(|_| self.now),
            cancelled_at: None,
            cancelled_by: None,
            cancel_reason: None,
            payments: Vec::new(),
            change: money(settled.map_or(0, |settled| settled.change_minor)),
            paid: money(settled.map_or(0, Settled::amount_minor)),
            due: if settled.is_some() { nothing } else { total },
            refunds: Vec::new(),
            refunded: nothing,
            points_earned,
        }
    }

    fn items(&self, drafted: &Drafted) -> Vec<OrderItem> {
        let money = |minor| self.shop.currency.money(minor);
        drafted
            .lines
            .iter()
            .zip(&drafted.priced.lines)
            .map(|(line, priced)| OrderItem {
                id: Id::now(),
                product_id: line.product.id,
                name: line.product.name.clone(),
                sku: line.product.sku.clone(),
                quantity: line.quantity,
                unit: line.product.unit.clone(),
                sold_by_weight: line.product.sold_by_weight,
                unit_price: line.unit_price,
                list_price: UnitPrice::stored(line.product.price_e4, self.shop.currency_digits),
                discount: money(priced.discount_minor),
                line_total: money(priced.line_total_minor),
                net: money(priced.net_minor),
                tax: money(priced.tax_minor),
                total: money(priced.total_minor),
                returned: crate::quantity::Quantity::ZERO,
                refunded: money(0),
                note: line.note.clone(),
            })
            .collect()
    }
}

/// What leaves the shelf: one movement a product, however many lines name it.
fn takings(drafted: &Drafted) -> Vec<inventory::Taking> {
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
    takings
}
