//! Receipts: one model ([`Receipt`]), drawn as a PDF here, as text for a receipt printer and as a roll on the screen by the
//! desk, and sent by e-mail.

mod document;
pub(crate) mod email;
mod escpos;
pub(crate) mod pdf;
mod picture;
mod preview;
mod receipt;
mod words;

use serde::Deserialize;

use crate::app::App;
use crate::auth::{Permit, Sell};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::settings::{Paper, ReceiptLanguage};
use crate::{customers, sales, settings};

pub use document::Document;
pub use email::{EmailReceipt, email_receipt};
pub(crate) use picture::Picture;
pub use preview::{get_receipt_preview, get_receipt_preview_pdf};
pub use receipt::{Receipt, ReceiptItem, ReceiptTax, ReceiptTender};
pub use words::ReceiptWords;

/// Which order's receipt.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetReceipt {
    order_id: Id,
    /// Whether it is a reprint, which says so. Left out: false.
    copy: Option<bool>,
    /// Left out: the paper of the shop's receipts.
    paper: Option<Paper>,
}

/// What the receipt of an order says.
///
/// Errors: `not_found`.
pub async fn get_receipt(app: &App, _by: Permit<Sell>, input: GetReceipt) -> Result<Receipt> {
    receipt(app, &input).await
}

/// The receipt of an order as a PDF, on the paper of the shop's receipts or on another.
///
/// Errors: `not_found`.
pub async fn get_receipt_pdf(app: &App, _by: Permit<Sell>, input: GetReceipt) -> Result<Document> {
    let receipt = receipt(app, &input).await?;
    drawn(app, receipt).await
}

/// Draws a receipt.
async fn drawn(app: &App, receipt: Receipt) -> Result<Document> {
    let logo = match receipt.logo_version {
        Some(_) => settings::store::logo(&mut app.db.read()).await?,
        None => None,
    };
    let file_name = format!("receipt-{}.pdf", receipt.order_number);
    // Laying out fonts is work for a core, not for the threads that answer.
    let draw = move || {
        let picture = logo.map(|(content_type, bytes)| Picture::read(content_type, &bytes)).transpose();
        pdf::receipt(&receipt, picture.map_err(Error::internal)?.as_ref())
    };
    let bytes = tokio::task::spawn_blocking(draw).await.map_err(Error::internal)??;
    Ok(Document { file_name, content_type: "application/pdf", bytes })
}

async fn receipt(app: &App, input: &GetReceipt) -> Result<Receipt> {
    let mut reader = app.db.read();
    let order = sales::store::order(&mut reader, input.order_id).await?;
    let mut shop = settings::store::shop(&mut reader).await?;
    shop.receipt.paper = input.paper.unwrap_or(shop.receipt.paper);
    let customer = match order.customer_id {
        Some(id) if shop.receipt.show_customer => customers::store::name_of(&mut reader, id).await?,
        Some(_) | None => None,
    };
    Ok(Receipt::of(&order, customer, &shop, input.copy.unwrap_or(false)))
}

/// Which order's receipt, and whether the drawer opens with it.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetReceiptEscpos {
    order_id: Id,
    /// Whether it is a reprint, which says so. Left out: false.
    copy: Option<bool>,
    /// Left out: the paper of the shop's receipts; on A4 a roll of 80 mm.
    paper: Option<Paper>,
    /// Whether the cash drawer opens. Left out: false.
    open_drawer: Option<bool>,
}

/// The receipt of an order as ESC/POS, for a receipt printer: text in code page 437 or 858, without the logo. A letter
/// that neither has is printed without its marks, or else as a question mark.
///
/// Errors: `not_found`; `conflict` for receipts in Hindi or Arabic, which these code pages cannot write: their PDF can.
pub async fn get_receipt_escpos(app: &App, _by: Permit<Sell>, input: GetReceiptEscpos) -> Result<Document> {
    let which = GetReceipt { order_id: input.order_id, copy: input.copy, paper: input.paper };
    let receipt = receipt(app, &which).await?;
    match receipt.design.language {
        ReceiptLanguage::En | ReceiptLanguage::De => {}
        ReceiptLanguage::Hi | ReceiptLanguage::Ar => {
            return Err(Error::conflict(
                "A receipt in this language cannot be printed as text. Print its PDF, or choose another language.",
            ));
        }
    }
    let file_name = format!("receipt-{}.escpos", receipt.order_number);
    let bytes = escpos::bytes(&receipt, input.open_drawer.unwrap_or(false));
    Ok(Document { file_name, content_type: "application/octet-stream", bytes })
}
