//! Receipts: one model ([`Receipt`]), drawn as a PDF here and as a roll on the screen by the desk.

mod document;
pub(crate) mod pdf;
mod receipt;

use serde::Deserialize;

use crate::app::App;
use crate::auth::{Permit, Sell};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::{sales, settings};

pub use document::Document;
pub use receipt::{Receipt, ReceiptItem, ReceiptTax, ReceiptTender};

/// Which order's receipt.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetReceipt {
    order_id: Id,
    /// Whether it is a reprint, which says so. Left out: false.
    copy: Option<bool>,
}

/// What the receipt of an order says.
///
/// Errors: `not_found`.
pub async fn get_receipt(app: &App, _by: Permit<Sell>, input: GetReceipt) -> Result<Receipt> {
    receipt(app, &input).await
}

/// The receipt of an order as a PDF for an 80 mm roll.
///
/// Errors: `not_found`.
pub async fn get_receipt_pdf(app: &App, _by: Permit<Sell>, input: GetReceipt) -> Result<Document> {
    let receipt = receipt(app, &input).await?;
    let file_name = format!("receipt-{}.pdf", receipt.order_number);
    // Laying out fonts is work for a core, not for the threads that answer.
    let bytes = tokio::task::spawn_blocking(move || pdf::roll(&receipt)).await.map_err(Error::internal)??;
    Ok(Document { file_name, content_type: "application/pdf", bytes })
}

async fn receipt(app: &App, input: &GetReceipt) -> Result<Receipt> {
    let mut reader = app.db.read();
    let order = sales::store::order(&mut reader, input.order_id).await?;
    let shop = settings::store::shop(&mut reader).await?;
    Ok(Receipt::of(&order, &shop, input.copy.unwrap_or(false)))
}
