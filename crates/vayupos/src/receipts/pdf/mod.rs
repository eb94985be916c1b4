//! The receipt as a PDF for an 80 mm roll: black on white, one page exactly as long as the receipt.
//!
//! Four steps, each a module: [`compose`] puts the receipt's words and figures into rows on [`paper`]; [`text`] turns a
//! word into placed glyphs (cleaned by [`clean`], from the faces of [`fonts`] and [`system`]); [`write`] embeds the
//! glyphs that were used and writes the file; [`code`] draws the QR code. Nothing here computes an amount, and nothing
//! that is printed can make it fail: a character without a glyph becomes the font's box.

mod clean;
mod code;
mod compose;
pub(crate) mod fonts;
pub(crate) mod paper;
mod system;
mod table;
#[cfg(test)]
mod tests;
pub(crate) mod text;
pub(crate) mod write;

use crate::error::Result;
use crate::receipts::Receipt;
pub(crate) use table::{Cell, Column, Table};

/// Draws a table on sheets of A4.
pub(crate) fn sheets(table: &Table) -> Result<Vec<u8>> {
    let fonts = fonts::fonts()?;
    write::pages(&table::compose(table, fonts), &table.title, &table.shop)
}

/// Draws a receipt. The same receipt and the same fonts give the same bytes.
pub(super) fn roll(receipt: &Receipt) -> Result<Vec<u8>> {
    let fonts = fonts::fonts()?;
    let title = format!("Receipt {}", receipt.order_number);
    write::pages(&compose::compose(receipt, fonts), &title, &receipt.shop_name)
}
