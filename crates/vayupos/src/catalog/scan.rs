//! What a scanned or typed code stands for: which product, how much of it, and at what price if the code says one.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::auth::{Permit, SignedIn};
use crate::catalog::barcode::gs1::currencies;
use crate::catalog::barcode::terms::{Goods, Said, Terms, terms};
use crate::catalog::barcode::{self, Elements, Measure, Reading, ScaleLabel, measure};
use crate::catalog::{Product, store};
use crate::db::Session;
use crate::error::{Error, Result};
use crate::money::{Money, UnitPrice};
use crate::quantity::Quantity;
use crate::settings::{self, Shop};

/// A code as the scanner sent it.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScanProduct {
    /// A barcode, an SKU, a label of the shop's scales, or a GS1 element string (FNC1 as U+001D, or with brackets).
    #[schemars(length(min = 1, max = 512))]
    code: String,
}

/// What a code stands for.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Scan {
    /// The code, without what the scanner put around it.
    pub code: String,
    /// The product.
    pub product: Product,
    /// How much of it: 1, or what the code says.
    pub quantity: Quantity,
    /// The unit price at which the line comes to the price in the code, where that is not the shelf's.
    pub unit_price: Option<UnitPrice>,
    /// The price in the code, of all of it: the line comes to exactly that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<Money>,
    /// The batch it is of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub batch: Option<String>,
    /// The serial number of this very piece.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub serial: Option<String>,
    /// Best before, or to be sold by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub best_before: Option<NaiveDate>,
    /// Not to be used after.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_on: Option<NaiveDate>,
}

/// Finds the one active product of a barcode, or else of an SKU; of a scales' label or a GS1 code also how much of it.
///
/// Errors: `not_found`; `invalid` for no code at all, one that was not read right, and a weight or price of zero;
/// `conflict` when what the code says and the product do not go together.
pub async fn scan_product(app: &App, _by: Permit<SignedIn>, input: ScanProduct) -> Result<Scan> {
    let code = input.code.trim();
    if code.is_empty() || code.chars().count() > barcode::MAX_SCAN_CHARS {
        return Err(Error::invalid("code", format!("A code has 1 to {} characters.", barcode::MAX_SCAN_CHARS)));
    }
    let mut reader = app.db.read();
    let shop = settings::store::shop(&mut reader).await?;
    let scan = resolve(&mut reader, &shop, code, app.clock.now()).await?;
    scan.ok_or(Error::NotFound { what: "A product of this code" })
}

/// What a code stands for; none when there is no such product. Whoever sells by a code asks this again, so that the
/// price in it is the code's and not the caller's.
///
/// # Errors
/// As [`scan_product`]'s, without `not_found`.
pub(crate) async fn resolve(
    db: &mut impl Session,
    shop: &Shop,
    code: &str,
    now: DateTime<Utc>,
) -> Result<Option<Scan>> {
    match barcode::read(code)? {
        Reading::Plain(plain) => resolve_plain(db, shop, plain).await,
        Reading::Elements(elements) => {
            let Some(gtin) = elements.gtin() else {
                return Err(Error::invalid("code", "This GS1 code does not say which product it is on."));
            };
            let product = store::product_by_code(db, gtin, shop.currency).await?;
            let this_year = shop.business_date(now).year();
            product.map(|product| of_elements(shop, code.trim(), product, &elements, this_year)).transpose()
        }
    }
}

async fn resolve_plain(db: &mut impl Session, shop: &Shop, code: String) -> Result<Option<Scan>> {
    if code.chars().count() > barcode::MAX_CODE_CHARS {
        return Err(Error::invalid("code", format!("A code has 1 to {} characters.", barcode::MAX_CODE_CHARS)));
    }
    let label = measure::read_label(&code, &shop.scale_codes, shop.currency_digits);
    if let Some(product) = store::product_by_code(db, &code, shop.currency).await? {
        // The shop's own number for it is stronger than what its scales might mean by it, but for a label that says
        // zero: that is the number of weighed goods with nothing on the scales.
        return match label {
            Err(zero) if barcode::has_right_check_digit(&code) => Err(zero),
            Ok(_) | Err(_) => {
                Ok(Some(scan(code, product, Terms { quantity: Quantity::ONE, unit_price: None, price: None })))
            }
        };
    }
    let Some(label) = label? else { return Ok(None) };
    for product_code in label.product_codes() {
        if let Some(product) = store::product_by_code(db, &product_code, shop.currency).await? {
            let terms = terms(said_by_label(&label), goods(&product), shop.currency)?;
            return Ok(Some(scan(code, product, terms)));
        }
    }
    Ok(None)
}

fn said_by_label(label: &ScaleLabel) -> Said {
    match label.measure {
        Measure::Weight => Said { weight: Some(label.value), ..Said::default() },
        Measure::Price => Said { price: Some(label.value), ..Said::default() },
    }
}

fn of_elements(shop: &Shop, code: &str, product: Product, elements: &Elements, this_year: i32) -> Result<Scan> {
    let price = match elements.price() {
        Some((_, Some(number))) if !currencies::is_of(number, shop.currency) => {
            return Err(Error::conflict(format!("The price in the code is not in {}.", shop.currency.code())));
        }
        Some((price, _)) => Some(price),
        None => None,
    };
    let said = Said { weight: elements.weight(), count: elements.count(), price };
    let terms = terms(said, goods(&product), shop.currency)?;
    let (batch, serial) = origin(elements);
    Ok(Scan {
        batch,
        serial,
        best_before: elements.date("15", this_year).or_else(|| elements.date("16", this_year)),
        expires_on: elements.date("17", this_year),
        ..scan(code.to_owned(), product, terms)
    })
}

/// The batch and the serial number that a code names, in this order.
pub(crate) fn batch_and_serial(code: &str) -> (Option<String>, Option<String>) {
    match barcode::read(code) {
        Ok(Reading::Elements(elements)) => origin(&elements),
        Ok(Reading::Plain(_)) | Err(_) => (None, None),
    }
}

fn origin(elements: &Elements) -> (Option<String>, Option<String>) {
    let value = |ai| elements.value(ai).map(str::to_owned);
    (value("10"), value("21"))
}

fn goods(product: &Product) -> Goods<'_> {
    Goods {
        name: &product.name,
        unit: &product.unit,
        sold_by_weight: product.sold_by_weight,
        list_price: product.price,
    }
}

fn scan(code: String, product: Product, terms: Terms) -> Scan {
    Scan {
        code,
        product,
        quantity: terms.quantity,
        unit_price: terms.unit_price,
        price: terms.price,
        batch: None,
        serial: None,
        best_before: None,
        expires_on: None,
    }
}
