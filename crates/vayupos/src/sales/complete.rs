//! Paid in full: what follows for the order's day, and for the customer's points and credit.

use chrono::{DateTime, Utc};

use crate::auth::Actor;
use crate::customers::{self, Entry, LedgerReason};
use crate::db::Tx;
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

    /// Takes what a tender takes of points or credit; answers the points.
    ///
    /// # Errors
    /// `conflict` when there is too little; `invalid` without a customer, without a gift card's number, or for points
    /// where they pay nothing.
    pub(crate) async fn take(&self, tx: &mut Tx, settled: &SettledTender, field: &str) -> Result<Option<i64>> {
        match settled.tender.method {
            Method::Cash | Method::Card | Method::Mobile | Method::BankTransfer | Method::Other => Ok(None),
            // The card's balance is its issuer's to keep: what the till can do is say which card it was.
            Method::GiftCard if settled.tender.reference.is_none() => {
                Err(Error::invalid(field, "A gift card needs its number as reference."))
            }
            Method::GiftCard => Ok(None),
            Method::StoreCredit => {
                let entry = self.entry(self.customer(field)?, LedgerReason::Redeemed);
                customers::store::move_credit(tx, -settled.amount_minor, entry).await?;
                Ok(None)
            }
            Method::LoyaltyPoints => {
                let entry = self.entry(self.customer(field)?, LedgerReason::Redeemed);
                let points = loyalty::price_in_points(self.shop, settled.amount_minor)
                    .ok_or_else(|| Error::invalid(field, "Points pay nothing in this shop."))?;
                customers::store::move_points(tx, -points, false, entry).await?;
                Ok(Some(points))
            }
        }
    }

    fn customer(&self, field: &str) -> Result<Id> {
        self.customer_id.ok_or_else(|| Error::invalid(field, "Points and store credit need a customer."))
    }
}

/// Counts a completed order for its customer and its day. Everything of it is written by then.
pub(crate) async fn book(tx: &mut Tx, wallet: &Wallet<'_>, total_minor: i64, points_earned: i64) -> Result<()> {
    if let Some(customer_id) = wallet.customer_id {
        customers::store::count_purchase(tx, customer_id, total_minor, 1, Some(wallet.now)).await?;
        let entry = wallet.entry(customer_id, LedgerReason::Earned);
        customers::store::move_points(tx, points_earned, false, entry).await?;
    }
    // The last thing: other tills wait for the day's rows until this commits.
    reports::rollups::book_order(tx, wallet.order_id, wallet.shop.currency, wallet.customer_id).await
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
    book(tx, wallet, order.total_minor, points_earned).await
}
