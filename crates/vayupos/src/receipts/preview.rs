//! A receipt of a made-up sale, so that whoever designs receipts sees what they do.

use chrono::{DateTime, Utc};

use crate::app::App;
use crate::auth::{ChangeSettings, Permit};
use crate::error::Result;
use crate::money::{Money, PERCENT_WHOLE_E4, Percent, UnitPrice, round_div};
use crate::quantity::Quantity;
use crate::receipts::receipt::{Parts, ReceiptItem, ReceiptTax, ReceiptTender};
use crate::receipts::{Document, Receipt, drawn};
use crate::sales::tender::Method;
use crate::settings::{self, ChangeReceiptDesign, Shop};

/// What the sample's one tax takes, included: 10 %.
const TAX_E4: i64 = 100_000;

/// What the receipt of a sample sale says under a design that is not stored. What is left out is as it is set.
///
/// Errors: `invalid`.
pub async fn get_receipt_preview(
    app: &App,
    _by: Permit<ChangeSettings>,
    input: ChangeReceiptDesign,
) -> Result<Receipt> {
    preview(app, &input).await
}

/// The same as a PDF on the design's paper.
///
/// Errors: `invalid`.
pub async fn get_receipt_preview_pdf(
    app: &App,
    _by: Permit<ChangeSettings>,
    input: ChangeReceiptDesign,
) -> Result<Document> {
    drawn(app, preview(app, &input).await?).await
}

async fn preview(app: &App, input: &ChangeReceiptDesign) -> Result<Receipt> {
    let shop = settings::store::shop(&mut app.db.read()).await?;
    Ok(sample(&input.applied(&shop)?, app.clock.now()))
}

/// A sale of three things, in whole units of the shop's currency.
fn sample(shop: &Shop, now: DateTime<Utc>) -> Receipt {
    let unit = 10_i64.pow(u32::from(shop.currency_digits));
    let money = |units: i64| shop.currency.money(units * unit);
    let price = |units: i64| UnitPrice::stored(units * 10_000, shop.currency_digits);
    let item = |name: &str, sku: &str, quantity: i64, price_units: i64, off_units: i64| ReceiptItem {
        name: name.to_owned(),
        sku: sku.to_owned(),
        quantity: Quantity::new(quantity * Quantity::ONE.e3()),
        unit: "each".to_owned(),
        unit_price: price(price_units),
        detail: (quantity > 1 || off_units > 0).then(|| format!("{quantity} × {}", price(price_units))),
        discount: (off_units > 0).then(|| money(off_units)),
        total: money(quantity * price_units - off_units),
        note: None,
    };
    let items = vec![
        item("Espresso 250 g", "COF-250", 1, 9, 0),
        item("Sourdough bread", "BRD-001", 2, 4, 1),
        item("Olive oil 0.5 l", "OIL-050", 1, 12, 0),
    ];
    let total = money(28);
    let tax_minor = round_div(i128::from(total.minor()) * i128::from(TAX_E4), i128::from(PERCENT_WHOLE_E4 + TAX_E4));
    let tax_minor = i64::try_from(tax_minor).unwrap_or_default();
    let minor = |minor: i64| shop.currency.money(minor);
    let (net, tax) = (minor(total.minor() - tax_minor), minor(tax_minor));
    let nothing = |amount: Money| (amount.minor() != 0).then_some(amount);
    Receipt::printed(
        shop,
        Parts {
            copy: false,
            order_number: "1-000123".to_owned(),
            sold_at: now,
            till: "Till 1".to_owned(),
            cashier: "Alex Smith".to_owned(),
            customer: Some("Sam Jones".to_owned()),
            currency: shop.currency,
            items,
            subtotal: total,
            order_discount: None,
            savings: nothing(money(1)),
            taxes: vec![ReceiptTax {
                name: "10%".to_owned(),
                rate: Percent::new(TAX_E4).unwrap_or_default(),
                net,
                tax,
                included: true,
            }],
            net,
            tax_total: tax,
            total,
            cash_rounding: None,
            tenders: vec![ReceiptTender { method: Method::Cash, given: money(30) }],
            change: nothing(money(2)),
        },
    )
}
