//! An order: the ticket as it was sold. Pure.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::currency::Currency;
use crate::id::Id;
use crate::money::{Money, Percent, UnitPrice};
use crate::payments::{Payment, Refund};
use crate::quantity::Quantity;
use crate::sales::basket::{TaxShare, TaxTotal};
use crate::tills::Till;
use crate::words::words;

words! {
    /// Where an order stands.
    pub enum OrderStatus {
        /// Rung up, not paid.
        Pending = "pending",
        /// Paid in full.
        Completed = "completed",
        /// Given up before it was paid.
        Cancelled = "cancelled",
        /// Some of it was returned.
        PartiallyRefunded = "partially_refunded",
        /// All of it was returned.
        Refunded = "refunded",
    }
}

impl OrderStatus {
    /// Whether it was paid in full, whatever happened since.
    pub const fn was_completed(self) -> bool {
        match self {
            Self::Completed | Self::PartiallyRefunded | Self::Refunded => true,
            Self::Pending | Self::Cancelled => false,
        }
    }
}

/// An order.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Order {
    /// The identifier, the one its basket had.
    pub id: Id,
    /// The till's code and its running number, without gaps.
    pub order_number: String,
    /// Where it stands.
    pub status: OrderStatus,
    /// Where it was rung up.
    pub till: Till,
    /// Who rang it up.
    pub cashier: Cashier,
    /// Who bought, where known.
    pub customer_id: Option<Id>,
    /// What was sold.
    pub items: Vec<OrderItem>,
    /// The taxes over all items.
    pub taxes: Vec<OrderTax>,
    /// Σ of the items' `line_total`.
    pub subtotal: Money,
    /// The order discount.
    pub discount_total: Money,
    /// Line discounts and order discount.
    pub savings_total: Money,
    /// Without taxes.
    pub net: Money,
    /// All taxes.
    pub tax_total: Money,
    /// `net + tax_total`.
    pub total: Money,
    /// What rounding the cash added, or took off: Σ payments = total + cash_rounding.
    pub cash_rounding: Money,
    /// Pieces; a weighed item counts one.
    pub item_count: Quantity,
    /// What it was sold in.
    pub currency: Currency,
    /// The day it counts for.
    pub business_date: NaiveDate,
    /// The coupon it was rung up with.
    pub coupon_code: Option<String>,
    /// A remark.
    pub notes: Option<String>,
    /// When it was rung up.
    pub created_at: DateTime<Utc>,
    /// When it was paid in full.
    pub completed_at: Option<DateTime<Utc>>,
    /// When it was given up.
    pub cancelled_at: Option<DateTime<Utc>>,
    /// By whom it was given up.
    pub cancelled_by: Option<String>,
    /// Why it was given up.
    pub cancel_reason: Option<String>,
    /// How it was paid.
    pub payments: Vec<Payment>,
    /// What went back to the customer as change.
    pub change: Money,
    /// What was paid and not given back as a deposit.
    pub paid: Money,
    /// What is still to be paid of a pending order; nothing otherwise.
    pub due: Money,
    /// What was brought back, or given back, since.
    pub refunds: Vec<Refund>,
    /// What of the total was given back.
    pub refunded: Money,
    /// The points it earned.
    pub points_earned: i64,
}

/// Who rang up an order, under the name of that day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Cashier {
    /// The user.
    pub id: Id,
    /// The name then.
    pub name: String,
}

/// A row of an order, as sold: later changes of the product do not touch it.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct OrderItem {
    /// The identifier.
    pub id: Id,
    /// Which product.
    pub product_id: Id,
    /// Its name then.
    pub name: String,
    /// Its SKU then.
    pub sku: String,
    /// How much of it.
    pub quantity: Quantity,
    /// What was counted.
    pub unit: String,
    /// Whether it was weighed.
    pub sold_by_weight: bool,
    /// The price it was sold at.
    pub unit_price: UnitPrice,
    /// The price on the shelf.
    pub list_price: UnitPrice,
    /// What the item's own discount took off.
    pub discount: Money,
    /// Before the order discount: what the ticket shows.
    pub line_total: Money,
    /// Without taxes, after the order discount.
    pub net: Money,
    /// Its taxes.
    pub tax: Money,
    /// `net + tax`.
    pub total: Money,
    /// How much of it came back.
    pub returned: Quantity,
    /// What of its total was given back.
    pub refunded: Money,
    /// A remark.
    pub note: Option<String>,
}

impl OrderItem {
    /// What came back of it.
    pub(crate) fn note_returns(&mut self, refunds: &[Refund], currency: Currency) {
        let back = || refunds.iter().flat_map(|refund| &refund.items).filter(|back| back.order_item_id == self.id);
        let (returned, refunded) =
            (back().map(|item| item.quantity.e3()).sum(), back().map(|item| item.total.minor()).sum());
        self.returned = Quantity::new(returned);
        self.refunded = currency.money(refunded);
    }
}

/// A tax over a whole order.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct OrderTax {
    /// Its name then.
    pub name: String,
    /// Its rate then.
    pub rate: Percent,
    /// Whether prices contained it.
    pub included: bool,
    /// What it was taken of.
    pub net: Money,
    /// How much.
    pub tax: Money,
}

impl OrderTax {
    pub(crate) fn of(total: &TaxTotal, currency: Currency) -> Self {
        Self {
            name: total.tax.name.clone(),
            rate: total.tax.rate,
            included: total.tax.included,
            net: currency.money(total.net_minor),
            tax: currency.money(total.tax_minor),
        }
    }
}

/// A line of a list of orders.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct OrderSummary {
    /// The identifier.
    pub id: Id,
    /// The number.
    pub order_number: String,
    /// Where it stands.
    pub status: OrderStatus,
    /// What was to be paid.
    pub total: Money,
    /// What of it was given back.
    pub refunded: Money,
    /// Pieces; a weighed item counts one.
    pub item_count: Quantity,
    /// Where it was rung up.
    pub till_code: String,
    /// Who rang it up.
    pub cashier_name: String,
    /// Who bought, where known.
    pub customer_id: Option<Id>,
    /// Their name now.
    pub customer_name: Option<String>,
    /// When.
    pub created_at: DateTime<Utc>,
    /// The day it counts for.
    pub business_date: NaiveDate,
}

/// A tax of one item, as it is stored with it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct StoredTax {
    pub(crate) name: String,
    pub(crate) rate_e4: i64,
    pub(crate) included: bool,
    pub(crate) tax_minor: i64,
}

impl From<&TaxShare> for StoredTax {
    fn from(share: &TaxShare) -> Self {
        Self {
            name: share.tax.name.clone(),
            rate_e4: share.tax.rate.e4(),
            included: share.tax.included,
            tax_minor: share.tax_minor,
        }
    }
}
