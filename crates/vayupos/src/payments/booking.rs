//! Writing a refund: the money, the goods on the shelf, the customer's points and credit, the order's status.

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::auth::Actor;
use crate::customers::{self, LedgerReason};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::inventory::{self, Reason};
use crate::payments::give_back::{self, GoneBack, Paid, Part, SoldItem, Wish};
use crate::payments::store::NewRefund;
use crate::payments::{Refund, store};
use crate::quantity::Quantity;
use crate::reports;
use crate::sales::complete::Wallet;
use crate::sales::store::LockedOrder;
use crate::sales::tender::Method;
use crate::sales::{self, OrderStatus, loyalty};
use crate::settings::Shop;

/// An order under its lock, with all that can still go back of it.
pub(crate) struct Giving<'a> {
    pub(crate) shop: &'a Shop,
    pub(crate) order: LockedOrder,
    pub(crate) paid: Vec<Paid>,
    /// None of a pending order's: its goods were not sold yet.
    pub(crate) items: Vec<SoldItem>,
    pub(crate) actor: &'a Actor,
    pub(crate) now: DateTime<Utc>,
}

impl<'a> Giving<'a> {
    /// # Errors
    /// `conflict` when everything went back already, or nothing was ever paid.
    pub(crate) async fn of(
        tx: &mut Tx,
        shop: &'a Shop,
        order: LockedOrder,
        actor: &'a Actor,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let items = match order.status {
            OrderStatus::Completed | OrderStatus::PartiallyRefunded => left_items(tx, order.id).await?,
            OrderStatus::Pending => Vec::new(),
            OrderStatus::Cancelled | OrderStatus::Refunded => {
                return Err(Error::Conflict {
                    message: format!("Nothing is left to give back: this order is {}.", order.status.as_str()),
                    details: Some(json!({ "status": order.status })),
                });
            }
        };
        let paid = store::paid(tx, order.id).await?;
        Ok(Self { shop, order, paid, items, actor, now })
    }

    fn is_deposit(&self) -> bool {
        self.order.status == OrderStatus::Pending
    }

    /// What of the total was not given back yet.
    fn left_of_total(&self) -> i64 {
        self.items.iter().map(|item| item.total_minor - item.refunded_minor).sum()
    }

    /// What of the payments was not given back yet.
    pub(crate) fn left_to_pay_back(&self) -> i64 {
        self.paid.iter().map(Paid::left_minor).sum()
    }

    /// Whether goods of this worth are all that is left, so that every cent goes back, rounding and all.
    pub(crate) fn is_all(&self, worth_minor: i64) -> bool {
        worth_minor == self.left_of_total()
    }

    /// What an amount undoes of the total: the same, but for what rounding the cash had added or taken off.
    pub(crate) fn worth_of(&self, amount_minor: i64) -> i64 {
        if amount_minor == self.left_to_pay_back() {
            self.left_of_total()
        } else {
            amount_minor.min(self.left_of_total())
        }
    }

    /// Everything that is still with the customer, to go back on the shelf.
    pub(crate) fn everything(&self) -> Vec<Wish> {
        self.items
            .iter()
            .filter(|item| item.returned_e3 < item.quantity_e3)
            .map(|item| Wish {
                item_id: item.id,
                quantity: Quantity::new(item.quantity_e3 - item.returned_e3),
                restock: true,
            })
            .collect()
    }

    pub(crate) fn too_little_left(&self, left_minor: i64) -> Error {
        let left = self.order.currency.money(left_minor);
        Error::Conflict {
            message: format!("Only {left} of this payment can still go back."),
            details: Some(json!({ "left": left })),
        }
    }

    /// Writes the refund and everything that follows from it.
    pub(crate) async fn write(
        self,
        tx: &mut Tx,
        id: Id,
        fingerprint: String,
        reason: String,
        goods: Vec<GoneBack>,
        parts: Vec<Part>,
    ) -> Result<Refund> {
        let worth_minor: i64 = goods.iter().map(|item| item.total_minor).sum();
        let paid_out_minor: i64 = parts.iter().map(|part| part.amount_minor).sum();
        let new = NewRefund {
            id,
            order_id: self.order.id,
            fingerprint,
            reason,
            is_deposit: self.is_deposit(),
            items: &goods,
            parts: &parts,
            cash_rounding_minor: if self.is_deposit() { 0 } else { paid_out_minor - worth_minor },
            points_reversed: self.points_to_reverse(worth_minor),
            till_id: self.actor.till.id,
            user_id: self.actor.user_id,
            user_name: &self.actor.name,
            business_date: self.shop.business_date(self.now),
            business_hour: i64::from(self.shop.local_hour(self.now)),
            at: self.now,
        };
        store::insert_refund(tx, &new).await?;
        self.restock(tx, &goods).await?;
        self.settle_with_customer(tx, worth_minor, new.points_reversed, &parts).await?;
        if !self.is_deposit() {
            sales::store::set_refunded(tx, self.order.id, self.status_after(&goods)).await?;
            reports::rollups::book_refund(tx, id, self.order.currency, self.order.customer_id).await?;
        }
        store::refund(tx, self.order.id, id, self.order.currency).await
    }

    /// Refunded when all goods or all the money went back.
    fn status_after(&self, goods: &[GoneBack]) -> OrderStatus {
        let gone = |item: &SoldItem| goods.iter().find(|gone| gone.item_id == item.id);
        let all_goods = self
            .items
            .iter()
            .all(|item| item.returned_e3 + gone(item).map_or(0, |gone| gone.quantity_e3) == item.quantity_e3);
        let worth_minor: i64 = goods.iter().map(|item| item.total_minor).sum();
        let all_money = self.order.total_minor > 0 && worth_minor == self.left_of_total();
        if all_goods || all_money { OrderStatus::Refunded } else { OrderStatus::PartiallyRefunded }
    }

    /// The points that belong to what goes back.
    fn points_to_reverse(&self, worth_minor: i64) -> i64 {
        if self.is_deposit() {
            return 0;
        }
        let before_minor = self.order.total_minor - self.left_of_total();
        let up_to = |minor| loyalty::running_share(self.order.points_earned, self.order.total_minor, minor);
        if self.order.total_minor == 0 { 0 } else { up_to(before_minor + worth_minor) - up_to(before_minor) }
    }

    /// Puts goods back on the shelf, of those that the order took off it.
    async fn restock(&self, tx: &mut Tx, goods: &[GoneBack]) -> Result<()> {
        let taken = inventory::store::taken_by(tx, self.order.id).await?;
        let back: Vec<(Id, i64)> = taken
            .into_iter()
            .map(|(product_id, _)| {
                let of_product = goods.iter().filter(|gone| gone.restock && gone.product_id == product_id);
                (product_id, of_product.map(|gone| gone.quantity_e3).sum())
            })
            .filter(|(_, quantity_e3)| *quantity_e3 > 0)
            .collect();
        let movement = inventory::Movement {
            reason: Reason::Return,
            user_id: self.actor.user_id,
            user_name: &self.actor.name,
            order_id: Some(self.order.id),
            reference: Some(&self.order.order_number),
            at: self.now,
        };
        inventory::store::put_back(tx, &back, movement).await
    }

    async fn settle_with_customer(&self, tx: &mut Tx, worth_minor: i64, reversed: i64, parts: &[Part]) -> Result<()> {
        let Some(customer_id) = self.order.customer_id else { return Ok(()) };
        let wallet = Wallet {
            shop: self.shop,
            order_id: self.order.id,
            customer_id: Some(customer_id),
            actor: self.actor,
            now: self.now,
        };
        let entry = |reason| wallet.entry(customer_id, reason);
        if !self.is_deposit() {
            customers::store::count_purchase(tx, customer_id, -worth_minor, 0, None).await?;
            // Spent points may be missing: the balance then says what the customer owes.
            customers::store::move_points(tx, -reversed, true, entry(LedgerReason::Reversed)).await?;
        }
        for part in parts {
            match part.method {
                Method::LoyaltyPoints => {
                    let points = self.points_of(part);
                    customers::store::move_points(tx, points, true, entry(LedgerReason::Refunded)).await?;
                }
                Method::StoreCredit => {
                    let entry = entry(LedgerReason::Refunded);
                    customers::store::move_credit(tx, part.amount_minor, entry).await?;
                }
                Method::Cash
                | Method::Card
                | Method::Mobile
                | Method::BankTransfer
                | Method::GiftCard
                | Method::Other => {}
            }
        }
        Ok(())
    }

    /// The points that paid this part, at what they were worth then.
    fn points_of(&self, part: &Part) -> i64 {
        let Some(payment) = self.paid.iter().find(|payment| payment.id == part.payment_id) else { return 0 };
        let up_to = |minor| loyalty::running_share(payment.points.unwrap_or(0), payment.amount_minor, minor);
        up_to(payment.refunded_minor + part.amount_minor) - up_to(payment.refunded_minor)
    }
}

/// The items of an order with what came back of them so far.
async fn left_items(tx: &mut Tx, order_id: Id) -> Result<Vec<SoldItem>> {
    let mut items = sales::store::sold_items(tx, order_id).await?;
    for (item_id, returned_e3, refunded_minor) in store::refunded_items(tx, order_id).await? {
        if let Some(item) = items.iter_mut().find(|item| item.id == item_id) {
            item.returned_e3 = returned_e3;
            item.refunded_minor = refunded_minor;
        }
    }
    Ok(items)
}

/// Gives back what was paid on an order that is given up, the way it came.
pub(crate) async fn give_back_deposits(
    tx: &mut Tx,
    shop: &Shop,
    order: LockedOrder,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<()> {
    let giving = Giving::of(tx, shop, order, actor, now).await?;
    let parts = give_back::all_of(&giving.paid, None);
    if parts.is_empty() {
        return Ok(());
    }
    giving.write(tx, Id::now(), String::new(), "cancelled".into(), Vec::new(), parts).await?;
    Ok(())
}
