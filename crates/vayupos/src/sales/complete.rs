//! Paid in full: what follows for the customer's points and credit, and for the order's day.

use chrono::{DateTime, Utc};

use crate::auth::Actor;
use crate::customers::{self, Entry, LedgerReason};
use crate::db::{Tx, Writes};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::reports;
use crate::sales::loyalty;
use crate::sales::store::{self, LockedOrder};
use crate::sales::tender::{Method, SettledTender};
use crate::settings::Shop;

/// What a customer pays with that the shop itself keeps: points and credit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wallet<'a> {
    pub(crate) shop: &'a Shop,
    pub(crate) order_id: Id,
    pub(crate) customer_id: Option<Id>,
    pub(crate) actor: &'a Actor,
    pub(crate) now: DateTime<Utc>,
}

impl<'a> Wallet<'a> {
    /// An entry in the customer's ledger, for this order.
    pub(crate) fn entry(&self, customer_id: Id, reason: LedgerReason) -> Entry<'a> {
        Entry {
            customer_id,
            reason,
            note: None,
            order_id: Some(self.order_id),
            user_id: self.actor.user_id,
            user_name: &self.actor.name,
            at: self.now,
        }
    }

    /// What a tender takes in points; none where it takes no points.
    ///
    /// # Errors
    /// `invalid` for points or credit without a customer, for a gift card without its number, and for points where
    /// they pay nothing.
    pub(crate) fn in_points(&self, settled: &SettledTender, field: &str) -> Result<Option<i64>> {
        match settled.tender.method {
            Method::Cash | Method::Card | Method::Mobile | Method::BankTransfer | Method::Other => Ok(None),
            // The card's balance is its issuer's to keep: what the till can do is say which card it was.
            Method::GiftCard if settled.tender.reference.is_none() => {
                Err(Error::invalid(field, "A gift card needs its number as reference."))
            }
            Method::GiftCard => Ok(None),
            Method::StoreCredit | Method::LoyaltyPoints if self.customer_id.is_none() => {
                Err(Error::invalid(field, "Points and store credit need a customer."))
            }
            Method::StoreCredit => Ok(None),
            Method::LoyaltyPoints => loyalty::price_in_points(self.shop, settled.amount_minor)
                .ok_or_else(|| Error::invalid(field, "Points pay nothing in this shop."))
                .map(Some),
        }
    }

    /// Takes what a tender takes of the customer's points, as [`Wallet::in_points`] said, or of their credit. The
    /// order is written by then.
    ///
    /// # Errors
    /// `conflict` when there is too little.
    pub(crate) async fn take(&self, tx: &mut Tx, settled: &SettledTender, points: Option<i64>) -> Result<()> {
        let Some(customer_id) = self.customer_id else { return Ok(()) };
        let entry = self.entry(customer_id, LedgerReason::Redeemed);
        if let Some(points) = points {
            customers::store::move_points(tx, -points, false, entry).await?;
        } else if settled.tender.method == Method::StoreCredit {
            customers::store::move_credit(tx, -settled.amount_minor, entry).await?;
        }
        Ok(())
    }

    /// Counts a completed order for its customer, who earns points by it. The order is written by then.
    pub(crate) async fn earn(&self, tx: &mut Tx, total_minor: i64, points_earned: i64) -> Result<()> {
        let Some(customer_id) = self.customer_id else { return Ok(()) };
        customers::store::count_purchase(tx, customer_id, total_minor, 1, Some(self.now)).await?;
        let entry = self.entry(customer_id, LedgerReason::Earned);
        customers::store::move_points(tx, points_earned, false, entry).await?;
        Ok(())
    }

    /// Counts a completed order for its day. The last thing of its transaction: other tills wait for the day's rows
    /// until that commits.
    pub(crate) fn book(&self, writes: &mut Writes) {
        reports::rollups::book_order(writes, self.order_id, self.shop.currency, self.customer_id);
    }
}

/// Completes a pending order that has just been paid in full.
pub(crate) async fn complete(
    tx: &mut Tx,
    wallet: &Wallet<'_>,
    order: &LockedOrder,
    paid_in_points_minor: i64,
    cash_rounding_minor: i64,
) -> Result<()> {
    let points_earned = match wallet.customer_id {
        Some(_) => loyalty::earned(wallet.shop, order.total_minor, paid_in_points_minor),
        None => 0,
    };
    let completion = store::Completion {
        cash_rounding_minor,
        points_earned,
        business_date: wallet.shop.business_date(wallet.now),
        business_hour: i64::from(wallet.shop.local_hour(wallet.now)),
        at: wallet.now,
    };
    store::complete(tx, order.id, completion).await?;
    wallet.earn(tx, order.total_minor, points_earned).await?;
    let mut writes = tx.writes();
    wallet.book(&mut writes);
    Ok(tx.run(writes).await?)
}
