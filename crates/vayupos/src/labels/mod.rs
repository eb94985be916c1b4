//! Pictures of barcodes, and price labels for shelves.

mod sheet;
mod svg;
mod symbol;

use serde::{Deserialize, Deserializer};

use crate::app::App;
use crate::auth::{Permit, SignedIn};
use crate::catalog;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::receipts::Document;
use crate::settings;
use crate::words::words;

pub use symbol::SymbolKind;

/// Products of one file of labels at the most.
const MAX_PRODUCTS: usize = 200;
/// Labels of one product at the most.
const MAX_COPIES: u8 = 50;
/// Labels of one file at the most.
const MAX_LABELS: usize = 1000;

words! {
    /// What labels are printed on.
    pub enum LabelLayout {
        /// A sheet of A4 with three labels across and eight down, 63.5 × 33.9 mm each.
        A43x8 = "a4_3x8",
        /// A roll of labels, 57 × 32 mm each.
        Roll57x32 = "roll_57x32",
    }
}

/// Which code, and how it is drawn.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetBarcodeSvg {
    #[schemars(length(min = 1, max = 64))]
    code: String,
    /// Left out: `ean13` or `ean8` of a GTIN, else `code128`, else `qr`.
    kind: Option<SymbolKind>,
}

/// Which products, and what their labels are printed on.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetProductLabels {
    /// In this order, each once; a query repeats the name or separates ids by commas.
    #[serde(deserialize_with = "ids")]
    #[schemars(length(min = 1, max = 200))]
    product_ids: Vec<Id>,
    /// Labels of each product. Left out: 1.
    #[schemars(range(min = 1, max = 50))]
    copies: Option<u8>,
    /// Left out: `a4_3x8`.
    layout: Option<LabelLayout>,
}

fn ids<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Vec<Id>, D::Error> {
    let texts: Vec<String> = Vec::deserialize(deserializer)?;
    texts
        .iter()
        .flat_map(|text| text.split(','))
        .map(|text| text.trim().parse().map_err(|_| serde::de::Error::custom(format!("{text:?} is not an id"))))
        .collect()
}

/// A barcode as a picture that can be scaled.
///
/// Errors: `invalid` for a code that cannot be drawn as that.
pub async fn get_barcode_svg(_app: &App, _by: Permit<SignedIn>, input: GetBarcodeSvg) -> Result<Document> {
    let symbol = symbol::symbol(input.code.trim(), input.kind)?;
    Ok(Document {
        file_name: "barcode.svg".to_owned(),
        content_type: "image/svg+xml",
        bytes: svg::draw(&symbol).into_bytes(),
    })
}

/// Price labels of products as a PDF: name, price, unit, barcode.
///
/// Errors: `not_found` for a product there is none of; `invalid` for too many labels.
pub async fn get_product_labels(app: &App, _by: Permit<SignedIn>, input: GetProductLabels) -> Result<Document> {
    let mut ids = input.product_ids;
    let mut seen = std::collections::HashSet::new();
    ids.retain(|id| seen.insert(*id));
    if ids.is_empty() || ids.len() > MAX_PRODUCTS {
        return Err(Error::invalid("product_ids", format!("One file has labels of 1 to {MAX_PRODUCTS} products.")));
    }
    let copies = input.copies.unwrap_or(1);
    if !(1..=MAX_COPIES).contains(&copies) || ids.len() * usize::from(copies) > MAX_LABELS {
        let message = format!("There are 1 to {MAX_COPIES} copies, and {MAX_LABELS} labels in one file at the most.");
        return Err(Error::invalid("copies", message));
    }
    let mut reader = app.db.read();
    let shop = settings::store::shop(&mut reader).await?;
    let products = catalog::store::products_by_ids(&mut reader, &ids, shop.currency).await?;
    if products.len() < ids.len() {
        return Err(Error::NotFound { what: "A product of these labels" });
    }
    let layout = input.layout.unwrap_or(LabelLayout::A43x8);
    let labels: Vec<sheet::Label> = products
        .iter()
        .map(|product| sheet::Label::of(product, shop.currency))
        .flat_map(|label| std::iter::repeat_n(label, usize::from(copies)))
        .collect();
    // Laying out fonts is work for a core, not for the threads that answer.
    let drawn = tokio::task::spawn_blocking(move || sheet::draw(&labels, layout, &shop.name)).await;
    Ok(Document {
        file_name: "labels.pdf".to_owned(),
        content_type: "application/pdf",
        bytes: drawn.map_err(Error::internal)??,
    })
}
