//! Coupons: codes that take something off an order. How much of an order they take off is the `sales` slice's to say.

mod manage;
pub(crate) mod store;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use crate::error::{Error, Result};
use crate::id::Id;
use crate::money::{Money, PERCENT_WHOLE_E4, Percent, round_div};

pub use manage::{
    CreateCoupon, DeleteCoupon, GetCoupon, ListCoupons, UpdateCoupon, create_coupon, delete_coupon, get_coupon,
    list_coupons, update_coupon,
};

/// A coupon. It takes off either a percentage or an amount.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Coupon {
    /// The identifier.
    pub id: Id,
    /// What the customer says or shows; capitals make no difference.
    pub code: String,
    /// Off the order, in percent.
    pub discount_percent: Option<Percent>,
    /// Off the order, as money.
    pub discount_amount: Option<Money>,
    /// What the order must come to before the coupon, at least.
    pub min_total: Option<Money>,
    /// The first business day it is taken on.
    pub valid_from: Option<NaiveDate>,
    /// The last business day it is taken on.
    pub valid_to: Option<NaiveDate>,
    /// How often it is taken in all.
    pub max_uses: Option<i64>,
    /// How often it was taken so far.
    pub used_count: i64,
    /// Whether it is taken at all.
    pub is_active: bool,
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// Last changed.
    pub updated_at: DateTime<Utc>,
}

/// Where the code is in the input of a sale, for a refusal.
const FIELD: &str = "coupon_code";

impl Coupon {
    /// What it takes off an order of this subtotal; the order may come to less than that.
    pub(crate) fn off_minor(&self, subtotal_minor: i64) -> i64 {
        let percent = self.discount_percent.unwrap_or(Percent::ZERO);
        let off = round_div(i128::from(subtotal_minor) * i128::from(percent.e4()), i128::from(PERCENT_WHOLE_E4));
        i64::try_from(off).expect("a share of an amount the till counts") + self.discount_amount.map_or(0, Money::minor)
    }

    /// Refuses a coupon that is not for this day or this order, in the words of a cashier.
    ///
    /// # Errors
    /// `invalid` when the order comes to too little; `conflict` when the coupon itself can't be used (any more, or yet).
    pub(crate) fn usable(&self, subtotal_minor: i64, business_date: NaiveDate) -> Result<()> {
        let code = &self.code;
        if !self.is_active {
            return Err(Error::conflict(format!("The coupon {code} is no longer taken.")));
        }
        if let Some(from) = self.valid_from.filter(|from| business_date < *from) {
            return Err(Error::conflict(format!("The coupon {code} is not taken before {from}.")));
        }
        if let Some(to) = self.valid_to.filter(|to| business_date > *to) {
            return Err(Error::conflict(format!("The coupon {code} was taken until {to}.")));
        }
        if self.max_uses.is_some_and(|max| self.used_count >= max) {
            return Err(Error::conflict(format!("The coupon {code} is used up.")));
        }
        if let Some(least) = self.min_total.filter(|least| subtotal_minor < least.minor()) {
            return Err(Error::invalid(FIELD, format!("The coupon {code} is for orders of {least} and more.")));
        }
        Ok(())
    }
}
