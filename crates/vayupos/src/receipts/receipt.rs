//! The receipt as a model: what it says, line by line, in words and figures. Pure.
//!
//! The roll on the screen, the PDF and the printer are drawn from it; none of them computes anything.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::currency::Currency;
use crate::money::{Money, Percent, UnitPrice};
use crate::quantity::Quantity;
use crate::receipts::words::ReceiptWords;
use crate::sales::tender::Method;
use crate::sales::{Order, OrderItem};
use crate::settings::{ReceiptDesign, Shop};

/// A receipt.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Receipt {
    /// Whether it says COPY.
    pub copy: bool,
    /// The shop's name.
    pub shop_name: String,
    /// Address, telephone and tax number, a line each.
    pub shop_lines: Vec<String>,
    /// The order's number.
    pub order_number: String,
    /// How it looks, and what of it is shown.
    pub design: ReceiptDesign,
    /// The fixed words, in its language.
    pub words: ReceiptWords,
    /// The version of the shop's logo, where one is shown.
    pub logo_version: Option<i64>,
    /// Lines below those of the shop.
    pub header_lines: Vec<String>,
    /// When it was sold, by the shop's clock: `2026-11-22 14:05`.
    pub sold_at: String,
    /// Where.
    pub till: String,
    /// By whom.
    pub cashier: String,
    /// Who bought, where that is known and shown.
    pub customer: Option<String>,
    /// In what.
    pub currency: Currency,
    /// What was sold.
    pub items: Vec<ReceiptItem>,
    /// Σ of the items' totals.
    pub subtotal: Money,
    /// What was taken off the whole order.
    pub order_discount: Option<Money>,
    /// What was taken off in all, where that is shown.
    pub savings: Option<Money>,
    /// The taxes.
    pub taxes: Vec<ReceiptTax>,
    /// Without taxes.
    pub net: Money,
    /// All taxes.
    pub tax_total: Money,
    /// What was to be paid.
    pub total: Money,
    /// What rounding the cash added, or took off.
    pub cash_rounding: Option<Money>,
    /// What was handed over.
    pub tenders: Vec<ReceiptTender>,
    /// What went back.
    pub change: Option<Money>,
    /// The shop's last words; lines are kept.
    pub footer: String,
    /// What its QR code says: the order's number, for a return.
    pub qr: String,
}

/// A line of a receipt.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct ReceiptItem {
    /// The product's name as sold.
    pub name: String,
    /// Its SKU as sold.
    pub sku: String,
    /// How much of it.
    pub quantity: Quantity,
    /// What was counted.
    pub unit: String,
    /// The price it was sold at.
    pub unit_price: UnitPrice,
    /// Quantity and price, when it is not just one piece: `2 × 1.29`, `0.64 kg × 2.40/kg`.
    pub detail: Option<String>,
    /// What its own discount took off.
    pub discount: Option<Money>,
    /// What it came to.
    pub total: Money,
    /// A remark.
    pub note: Option<String>,
}

/// A tax on a receipt.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct ReceiptTax {
    /// Its name.
    pub name: String,
    /// Its rate.
    pub rate: Percent,
    /// What it was taken of.
    pub net: Money,
    /// How much.
    pub tax: Money,
    /// Whether prices contain it.
    pub included: bool,
}

/// A payment on a receipt.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct ReceiptTender {
    /// How.
    pub method: Method,
    /// What was handed over.
    pub given: Money,
}

/// What a receipt says of its sale; the rest is the shop's.
pub(crate) struct Parts {
    pub(crate) copy: bool,
    pub(crate) order_number: String,
    pub(crate) sold_at: DateTime<Utc>,
    pub(crate) till: String,
    pub(crate) cashier: String,
    pub(crate) customer: Option<String>,
    pub(crate) currency: Currency,
    pub(crate) items: Vec<ReceiptItem>,
    pub(crate) subtotal: Money,
    pub(crate) order_discount: Option<Money>,
    pub(crate) savings: Option<Money>,
    pub(crate) taxes: Vec<ReceiptTax>,
    pub(crate) net: Money,
    pub(crate) tax_total: Money,
    pub(crate) total: Money,
    pub(crate) cash_rounding: Option<Money>,
    pub(crate) tenders: Vec<ReceiptTender>,
    pub(crate) change: Option<Money>,
}

impl Receipt {
    /// The receipt of an order, for a customer of this name.
    pub fn of(order: &Order, customer: Option<String>, shop: &Shop, copy: bool) -> Self {
        let some = |amount: Money| (amount.minor() != 0).then_some(amount);
        let parts = Parts {
            copy,
            order_number: order.order_number.clone(),
            sold_at: order.completed_at.unwrap_or(order.created_at),
            till: order.till.name.clone(),
            cashier: order.cashier.name.clone(),
            customer,
            currency: order.currency,
            items: order.items.iter().map(item).collect(),
            subtotal: order.subtotal,
            order_discount: some(order.discount_total),
            savings: some(order.savings_total),
            taxes: order
                .taxes
                .iter()
                .map(|tax| ReceiptTax {
                    name: tax.name.clone(),
                    rate: tax.rate,
                    net: tax.net,
                    tax: tax.tax,
                    included: tax.included,
                })
                .collect(),
            net: order.net,
            tax_total: order.tax_total,
            total: order.total,
            cash_rounding: some(order.cash_rounding),
            tenders: order
                .payments
                .iter()
                .map(|payment| ReceiptTender { method: payment.method, given: payment.given })
                .collect(),
            change: some(order.change),
        };
        Self::printed(shop, parts)
    }

    /// A sale under the shop's design.
    pub(crate) fn printed(shop: &Shop, parts: Parts) -> Self {
        let design = shop.receipt.clone();
        let sold_at = parts.sold_at.with_timezone(&shop.time_zone);
        Self {
            copy: parts.copy,
            shop_name: shop.name.clone(),
            shop_lines: shop_lines(shop),
            words: *ReceiptWords::of(design.language),
            logo_version: shop.logo_version.filter(|_| design.show_logo),
            header_lines: lines(&design.header).collect(),
            qr: parts.order_number.clone(),
            order_number: parts.order_number,
            sold_at: sold_at.format("%Y-%m-%d %H:%M").to_string(),
            till: parts.till,
            cashier: parts.cashier,
            customer: parts.customer.filter(|_| design.show_customer),
            currency: parts.currency,
            items: parts.items,
            subtotal: parts.subtotal,
            order_discount: parts.order_discount,
            savings: parts.savings.filter(|_| design.show_savings),
            taxes: parts.taxes,
            net: parts.net,
            tax_total: parts.tax_total,
            total: parts.total,
            cash_rounding: parts.cash_rounding,
            tenders: parts.tenders,
            change: parts.change,
            footer: shop.receipt_footer.clone(),
            design,
        }
    }

    /// A tax's name with its rate, unless the name already says it.
    pub(crate) fn tax_name(tax: &ReceiptTax) -> String {
        let rate = format!("{}%", tax.rate);
        let squeezed: String = tax.name.chars().filter(|letter| !letter.is_whitespace()).collect();
        if squeezed.contains(&rate) { tax.name.clone() } else { format!("{} {rate}", tax.name) }
    }
}

fn lines(text: &str) -> impl Iterator<Item = String> + '_ {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned)
}

fn shop_lines(shop: &Shop) -> Vec<String> {
    lines(&shop.address).chain(shop.phone.clone()).chain(shop.tax_number.clone()).collect()
}

fn item(item: &OrderItem) -> ReceiptItem {
    ReceiptItem {
        name: item.name.clone(),
        sku: item.sku.clone(),
        quantity: item.quantity,
        unit: item.unit.clone(),
        unit_price: item.unit_price,
        detail: detail(item),
        discount: (item.discount.minor() != 0).then_some(item.discount),
        total: item.line_total,
        note: item.note.clone(),
    }
}

fn detail(item: &OrderItem) -> Option<String> {
    let measured = item.sold_by_weight || item.unit != "each";
    if measured {
        Some(format!("{} {} × {}/{}", item.quantity, item.unit, item.unit_price, item.unit))
    } else if item.quantity != Quantity::ONE || item.discount.minor() != 0 {
        Some(format!("{} × {}", item.quantity, item.unit_price))
    } else {
        None
    }
}
