//! A receipt as a letter: what it says, and the operation that queues it. The `mail` slice delivers it.

use serde::Deserialize;

use crate::app::App;
use crate::auth::{Permit, Sell};
use crate::customers;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::mail::{self, Content, Letter, LetterKind, NewLetter};
use crate::receipts::{GetReceipt, Receipt, drawn, receipt};
use crate::sales::{self, OrderStatus};

/// Whose receipt goes where.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EmailReceipt {
    order_id: Id,
    /// The letter's identifier: the same letter under the same id is sent once.
    #[serde(default)]
    id: Option<Id>,
    /// Left out: the address of the order's customer.
    #[serde(default)]
    #[schemars(length(max = 254))]
    to: Option<String>,
}

/// Queues the receipt of an order as an e-mail with the PDF attached. It is sent as soon as the mail server takes it;
/// the sale has nothing to do with whether it does.
///
/// Errors: `not_found`; `invalid` when there is no address; `conflict` when e-mail is not set up, when the order is not
/// paid, when too many letters were sent for it, or when the id was used for another letter.
pub async fn email_receipt(app: &App, by: Permit<Sell>, input: EmailReceipt) -> Result<Letter> {
    let mut tx = app.db.write().await?;
    let order = sales::store::order(&mut tx, input.order_id).await?;
    match order.status {
        OrderStatus::Completed | OrderStatus::PartiallyRefunded | OrderStatus::Refunded => {}
        OrderStatus::Pending | OrderStatus::Cancelled => {
            return Err(Error::conflict("Only an order that was paid has a receipt to send."));
        }
    }
    let of_customer = match order.customer_id {
        Some(customer_id) if input.to.is_none() => customers::store::email_of(&mut tx, customer_id).await?,
        Some(_) | None => None,
    };
    let to = input.to.or(of_customer).ok_or_else(|| Error::invalid("to", "Where to? This order names no address."))?;
    let new = NewLetter {
        id: input.id.unwrap_or_else(Id::now),
        kind: LetterKind::Receipt,
        order_id: order.id,
        recipient: mail::address(&to, "to")?,
        user_id: by.actor().user_id,
        user_name: by.actor().name.clone(),
    };
    let letter = mail::queue(&mut tx, new, app.clock.now()).await?;
    tx.commit().await?;
    app.bell.ring();
    Ok(letter)
}

/// What the letter says: the PDF is the one that `get_receipt_pdf` answers.
pub(crate) async fn content(app: &App, order_id: Id) -> Result<Content> {
    let receipt = receipt(app, &GetReceipt { order_id, copy: None, paper: None }).await?;
    let subject = format!("Your receipt {} from {}", receipt.order_number, receipt.shop_name);
    let (text, html) = (text(&receipt), html(&receipt));
    Ok(Content { subject, text, html, attachment: Some(drawn(app, receipt).await?) })
}

/// What was bought, a line each: what it is and what it came to.
fn lines(receipt: &Receipt) -> Vec<(String, String)> {
    let mut lines = Vec::with_capacity(receipt.items.len() + 4);
    for item in &receipt.items {
        let detail = item.detail.as_ref().map(|detail| format!(" ({detail})")).unwrap_or_default();
        lines.push((format!("{}{detail}", item.name), item.total.to_string()));
    }
    if let Some(discount) = receipt.order_discount {
        lines.push(("Discount".to_owned(), format!("-{discount}")));
    }
    lines.push(("Total".to_owned(), format!("{} {}", receipt.total, receipt.currency.code())));
    lines
}

fn text(receipt: &Receipt) -> String {
    let mut text = format!(
        "Thank you for your purchase at {}.\n\nReceipt {}, {}\n\n",
        receipt.shop_name, receipt.order_number, receipt.sold_at
    );
    for (what, amount) in lines(receipt) {
        text += &format!("{what}: {amount}\n");
    }
    text += "\nThe receipt is attached as a PDF.\n";
    for line in [receipt.shop_lines.clone(), receipt.footer.lines().map(str::to_owned).collect()].concat() {
        text += &format!("\n{line}");
    }
    text
}

fn html(receipt: &Receipt) -> String {
    let rows: String = lines(receipt)
        .iter()
        .map(|(what, amount)| {
            let (what, amount) = (escaped(what), escaped(amount));
            format!("<tr><td>{what}</td><td style=\"text-align:right;padding-left:2em\">{amount}</td></tr>")
        })
        .collect();
    let lines: Vec<String> =
        receipt.shop_lines.iter().map(String::as_str).chain(receipt.footer.lines()).map(escaped).collect();
    format!(
        "<!doctype html><html><body style=\"font-family:sans-serif\"><p>Thank you for your purchase at {}.</p>\
         <p>Receipt {}, {}</p><table>{rows}</table><p>The receipt is attached as a PDF.</p><p>{}</p></body></html>",
        escaped(&receipt.shop_name),
        escaped(&receipt.order_number),
        escaped(&receipt.sold_at),
        lines.join("<br>"),
    )
}

/// A text that cannot become markup.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_product_name_is_never_markup() {
        assert_eq!(super::escaped("<b>&\"x\"</b>"), "&lt;b&gt;&amp;&quot;x&quot;&lt;/b&gt;");
    }
}
