//! The receipt as a PDF, black on white: for a roll, one page exactly as long as the receipt, or on sheets of A4.
//!
//! Four steps, each a module: [`compose`] puts the receipt's words and figures into rows on [`paper`], [`sheet`] into a
//! table on A4; what runs from right to left is laid out from left to right and mirrored; [`text`] turns a
//! word into placed glyphs (cleaned by [`clean`], from the faces of [`fonts`] and [`system`]); [`write`] embeds the
//! glyphs that were used and writes the file; [`code`] draws the QR code. Nothing here computes an amount, and nothing
//! that is printed can make it fail: a character without a glyph becomes the font's box.

pub(super) mod clean;
mod code;
mod columns;
mod compose;
#[cfg(test)]
mod designs;
pub(crate) mod fonts;
pub(crate) mod paper;
mod sheet;
mod system;
mod table;
#[cfg(test)]
pub(crate) mod tests;
pub(crate) mod text;
pub(crate) mod write;

use crate::error::Result;
use crate::receipts::{Picture, Receipt};
use crate::settings::{Paper, ReceiptLanguage};
pub(crate) use table::{Cell, Column, Table};

/// Draws a table on sheets of A4.
pub(crate) fn sheets(table: &Table) -> Result<Vec<u8>> {
    let fonts = fonts::fonts()?;
    write::pages(&table::compose(table, fonts), &table.title, &table.shop, None)
}

/// Draws a receipt, with the shop's logo where it has one. The same receipt and the same fonts give the same bytes.
pub(super) fn receipt(receipt: &Receipt, logo: Option<&Picture>) -> Result<Vec<u8>> {
    let fonts = fonts::fonts()?;
    let mut pages = match receipt.design.paper {
        Paper::Roll80 | Paper::Roll58 => compose::compose(receipt, logo, fonts),
        Paper::A4 => sheet::compose(receipt, logo, fonts),
    };
    if receipt.design.language == ReceiptLanguage::Ar {
        pages.iter_mut().for_each(paper::Page::mirror);
    }
    let title = format!("{} {}", receipt.words.receipt, receipt.order_number);
    write::pages(&pages, &title, &receipt.shop_name, logo)
}
