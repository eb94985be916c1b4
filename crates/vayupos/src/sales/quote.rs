//! What a basket comes to, with nothing written.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::app::App;
use crate::auth::{Caller, Permit, Sell};
use crate::catalog;
use crate::currency::Currency;
use crate::db::Session;
use crate::error::Result;
use crate::id::Id;
use crate::money::{Money, UnitPrice};
use crate::quantity::Quantity;
use crate::sales::basket::PricedLine;
use crate::sales::order::OrderTax;
use crate::sales::tender;
use crate::sales::ticket::{Drafted, DraftedLine, NewItem, Ticket, ticket_input};
use crate::settings::{self, Shop};

ticket_input! {
    /// A basket to be priced.
    pub struct QuoteOrder {
        /// Taken and not used, so that the same body quotes and sells.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Option<Id>,
    }
}

/// A priced basket.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Quote {
    /// In the order they came.
    pub items: Vec<QuoteItem>,
    /// Pieces; a weighed line counts one.
    pub item_count: Quantity,
    /// Σ of the lines, before the order discount.
    pub subtotal: Money,
    /// The order discount.
    pub discount_total: Money,
    /// Line discounts and order discount.
    pub savings_total: Money,
    /// Without taxes.
    pub net: Money,
    /// All taxes.
    pub tax_total: Money,
    /// What is to be paid.
    pub total: Money,
    /// Each tax.
    pub taxes: Vec<OrderTax>,
    /// What rounding adds when all is paid in cash, or takes off.
    pub cash_rounding: Money,
    /// What is to be paid when all is paid in cash.
    pub cash_payable: Money,
    /// What it is priced in.
    pub currency: Currency,
    /// Notes a customer is likely to hand over for it, ascending.
    pub quick_cash: Vec<Money>,
}

/// A priced line of a basket.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct QuoteItem {
    /// Which product.
    pub product_id: Id,
    /// Its name.
    pub name: String,
    /// Its SKU.
    pub sku: String,
    /// How much of it.
    pub quantity: Quantity,
    /// What is counted.
    pub unit: String,
    /// Whether it is weighed.
    pub sold_by_weight: bool,
    /// The price it is sold at.
    pub unit_price: UnitPrice,
    /// The price on the shelf.
    pub list_price: UnitPrice,
    /// What the line's own discount takes off.
    pub discount: Money,
    /// Before the order discount: what the ticket shows.
    pub line_total: Money,
    /// Without taxes, after the order discount.
    pub net: Money,
    /// Its taxes.
    pub tax: Money,
    /// `net + tax`.
    pub total: Money,
    /// How much of it there is; null when its stock is not counted.
    pub available: Option<Quantity>,
    /// The batch that the code names by which it was scanned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub batch: Option<String>,
    /// The serial number in that code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub serial: Option<String>,
    /// A remark.
    pub note: Option<String>,
}

/// Prices a basket and writes nothing. Stock is told, not enforced.
///
/// Errors: `not_found` for a product there is none of; `forbidden` for a price or discount beyond one's role; `invalid`.
pub async fn quote_order(app: &App, by: Permit<Sell>, input: QuoteOrder) -> Result<Quote> {
    quote(&mut app.db.read(), by.caller(), input.ticket(), app.clock.now()).await
}

pub(crate) async fn quote(
    db: &mut impl Session,
    caller: &Caller,
    ticket: Ticket<'_>,
    now: DateTime<Utc>,
) -> Result<Quote> {
    let ticket = ticket.bounded()?;
    let shop = settings::store::shop(db).await?;
    let products = catalog::store::products_of_basket(db, &ticket.product_ids()).await?;
    let found = ticket.find(db, &shop, now).await?;
    let drafted = ticket.draft(caller, &shop, &products, found)?;
    if let Some(coupon) = &drafted.coupon {
        coupon.usable(drafted.priced.subtotal_minor, shop.business_date(now))?;
    }
    Ok(show(&shop, &ticket, &drafted))
}

fn show(shop: &Shop, ticket: &Ticket<'_>, drafted: &Drafted) -> Quote {
    let money = |minor| shop.currency.money(minor);
    let priced = &drafted.priced;
    let policy = shop.policy();
    let cash_payable_minor = tender::cash_payable_minor(&policy, priced.total_minor);
    Quote {
        items: ticket
            .items
            .iter()
            .zip(drafted.lines.iter().zip(&priced.lines))
            .map(|(item, (line, priced))| show_item(shop, item, line, priced))
            .collect(),
        item_count: drafted.item_count(),
        subtotal: money(priced.subtotal_minor),
        discount_total: money(priced.discount_minor),
        savings_total: money(priced.savings_minor),
        net: money(priced.net_minor),
        tax_total: money(priced.tax_minor),
        total: money(priced.total_minor),
        taxes: priced.taxes.iter().map(|total| OrderTax::of(total, shop.currency)).collect(),
        cash_rounding: money(cash_payable_minor - priced.total_minor),
        cash_payable: money(cash_payable_minor),
        currency: shop.currency,
        quick_cash: tender::quick_cash(&policy, cash_payable_minor),
    }
}

fn show_item(shop: &Shop, item: &NewItem, line: &DraftedLine, priced: &PricedLine) -> QuoteItem {
    let money = |minor| shop.currency.money(minor);
    let (batch, serial) = item.code.as_deref().map(catalog::batch_and_serial).unwrap_or_default();
    QuoteItem {
        product_id: line.product.id,
        name: line.product.name.clone(),
        sku: line.product.sku.clone(),
        quantity: line.quantity,
        unit: line.product.unit.clone(),
        sold_by_weight: line.product.sold_by_weight,
        unit_price: line.unit_price,
        list_price: UnitPrice::stored(line.product.price_e4, shop.currency_digits),
        discount: money(priced.discount_minor),
        line_total: money(priced.line_total_minor),
        net: money(priced.net_minor),
        tax: money(priced.tax_minor),
        total: money(priced.total_minor),
        available: line.product.track_stock.then(|| Quantity::new(line.product.stock_e3)),
        batch,
        serial,
        note: line.note.clone(),
    }
}

impl Drafted {
    /// Pieces; a line that is weighed or measured counts one.
    pub(crate) fn item_count(&self) -> Quantity {
        let of_line = |e3: i64| if e3 % Quantity::ONE.e3() == 0 { e3 } else { Quantity::ONE.e3() };
        Quantity::new(
            self.lines
                .iter()
                .map(|line| if line.product.sold_by_weight { Quantity::ONE.e3() } else { of_line(line.quantity.e3()) })
                .sum(),
        )
    }
}
