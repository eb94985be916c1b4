//! The width of a sheet of A4, and how the table of items divides it.

use super::compose::figure;
use super::fonts::Fonts;
use super::paper::{Align, MM};
use super::sheet::BODY;
use super::text::{self, Line, Style};
use crate::receipts::{Receipt, ReceiptItem};

pub(super) const WIDTH: f32 = 210.0 * MM;
pub(super) const EDGE: f32 = 18.0 * MM;
pub(super) const INNER: f32 = WIDTH - 2.0 * EDGE;
/// White between two columns.
pub(super) const GUTTER: f32 = 4.0 * MM;
/// The part of the width that names get at the least.
const MIN_NAME_WIDTH: f32 = 50.0 * MM;

/// A stretch of the width.
#[derive(Clone, Copy)]
pub(super) struct Span {
    pub(super) left: f32,
    pub(super) width: f32,
}

impl Span {
    pub(super) const INNER: Self = Self { left: EDGE, width: INNER };

    pub(super) fn place(self, line: &Line<'_>, align: Align) -> f32 {
        let free = self.width - line.width;
        self.left
            + match align {
                Align::Left => 0.0,
                Align::Centre => free / 2.0,
                Align::Right => free,
            }
    }

    /// Its part for figures of this width at the right, and the rest.
    pub(super) fn split(self, figures: f32) -> (Self, Self) {
        let rest = (self.width - figures - GUTTER).max(0.0);
        (Self { left: self.left, width: rest }, Self { left: self.left + self.width - figures, width: figures })
    }
}

/// The columns of the table of items.
#[derive(Clone, Copy)]
pub(super) struct Columns {
    pub(super) style: Style,
    pub(super) name: Span,
    pub(super) quantity: Span,
    pub(super) price: Span,
    pub(super) amount: Span,
}

impl Columns {
    /// As wide as their figures; type shrinks until names have room.
    pub(super) fn of(receipt: &Receipt, fonts: &Fonts) -> Self {
        let words = &receipt.words;
        let widest = |style: Style, heading: &str, cell: &dyn Fn(&ReceiptItem) -> String| {
            let bold = Style { bold: true, ..style };
            let heading = text::line(fonts, heading, bold).width;
            receipt.items.iter().map(|item| text::line(fonts, &cell(item), style).width).fold(heading, f32::max)
        };
        let at = |size: f32| {
            let style = Style { size, bold: false };
            let quantity = widest(style, words.quantity, &quantity);
            let price = widest(style, words.price, &|item| item.unit_price.to_string());
            let amount = widest(style, words.amount, &|item| figure(item.total));
            let (rest, amount) = Span::INNER.split(amount);
            let (rest, price) = rest.split(price);
            let (name, quantity) = rest.split(quantity);
            Self { style, name, quantity, price, amount }
        };
        let sizes = [BODY.size, 8.0, 6.5, 5.0];
        let fits = |columns: &Self| columns.name.width >= MIN_NAME_WIDTH;
        sizes.into_iter().map(at).find(fits).unwrap_or_else(|| at(sizes[sizes.len() - 1]))
    }
}

/// How much of it, with what is counted.
pub(super) fn quantity(item: &ReceiptItem) -> String {
    if item.unit == "each" { item.quantity.to_string() } else { format!("{} {}", item.quantity, item.unit) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::Quantity;

    #[test]
    fn a_measured_quantity_says_its_unit() {
        let mut item = crate::receipts::pdf::tests::item("Bananas", 154);
        assert_eq!(quantity(&item), "1");
        (item.unit, item.quantity) = ("kg".to_owned(), Quantity::new(642));
        assert_eq!(quantity(&item), "0.642 kg");
    }
}
