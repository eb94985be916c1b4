//! What a scanned or typed code stands for.

use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::auth::{Permit, SignedIn};
use crate::catalog::{Product, barcode, store};
use crate::error::{Error, Result};
use crate::money::UnitPrice;
use crate::quantity::Quantity;
use crate::settings;

/// A code as the scanner sent it.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScanProduct {
    /// A barcode or an SKU.
    #[schemars(length(min = 1, max = 64))]
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
    /// The price in the code, where it has one.
    pub unit_price: Option<UnitPrice>,
}

/// Finds the one active product of a barcode, or else of an SKU.
///
/// Errors: `not_found`; `invalid` for no code at all.
pub async fn scan_product(app: &App, _by: Permit<SignedIn>, input: ScanProduct) -> Result<Scan> {
    let code = input.code.trim();
    if code.is_empty() || code.chars().count() > barcode::MAX_CODE_CHARS {
        return Err(Error::invalid("code", format!("A code has 1 to {} characters.", barcode::MAX_CODE_CHARS)));
    }
    let mut reader = app.db.read();
    let currency = settings::store::shop(&mut reader).await?.currency;
    let product = store::product_by_code(&mut reader, code, currency).await?;
    let product = product.ok_or(Error::NotFound { what: "A product of this code" })?;
    Ok(Scan { code: code.to_owned(), product, quantity: Quantity::ONE, unit_price: None })
}
