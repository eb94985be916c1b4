//! The receipt as a model: what it says, line by line, in words and figures. Pure.
//!
//! The roll on the screen, the PDF and the printer are drawn from it; none of them computes anything.

use serde::Serialize;

use crate::currency::Currency;
use crate::money::{Money, Percent};
use crate::quantity::Quantity;
use crate::sales::tender::Method;
use crate::sales::{Order, OrderItem};
use crate::settings::Shop;

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
    /// When it was sold, by the shop's clock: `2026-11-22 14:05`.
    pub sold_at: String,
    /// Where.
    pub till: String,
    /// By whom.
    pub cashier: String,
    /// In what.
    pub currency: Currency,
    /// What was sold.
    pub items: Vec<ReceiptItem>,
    /// Σ of the items' totals.
    pub subtotal: Money,
    /// What was taken off the whole order.
    pub order_discount: Option<Money>,
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

impl Receipt {
    /// The receipt of an order.
    pub fn of(order: &Order, shop: &Shop, copy: bool) -> Self {
        let some = |amount: Money| (amount.minor() != 0).then_some(amount);
        let sold_at = order.completed_at.unwrap_or(order.created_at).with_timezone(&shop.time_zone);
        Self {
            copy,
            shop_name: shop.name.clone(),
            shop_lines: shop_lines(shop),
            order_number: order.order_number.clone(),
            sold_at: sold_at.format("%Y-%m-%d %H:%M").to_string(),
            till: order.till.name.clone(),
            cashier: order.cashier.name.clone(),
            currency: order.currency,
            items: order.items.iter().map(item).collect(),
            subtotal: order.subtotal,
            order_discount: some(order.discount_total),
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
            footer: shop.receipt_footer.clone(),
            qr: order.order_number.clone(),
        }
    }
}

fn shop_lines(shop: &Shop) -> Vec<String> {
    let address = shop.address.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned);
    address.chain(shop.phone.clone()).chain(shop.tax_number.clone()).collect()
}

fn item(item: &OrderItem) -> ReceiptItem {
    ReceiptItem {
        name: item.name.clone(),
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
