//! Price labels on paper: where each goes, and what stands on it. Measures are in points.

use super::LabelLayout;
use super::symbol::{Symbol, SymbolKind, stretches, symbol};
use crate::catalog::Product;
use crate::currency::Currency;
use crate::error::Result;
use crate::receipts::pdf::fonts::{Fonts, fonts};
use crate::receipts::pdf::paper::{MM, Mark, Page};
use crate::receipts::pdf::text::{self, Line, Style};
use crate::receipts::pdf::write;

const NAME: Style = Style { size: 9.0, bold: true };
const SMALL: Style = Style { size: 7.0, bold: false };
/// The sizes of the price; the first that fits is taken.
const PRICE_SIZES: [f32; 4] = [20.0, 16.0, 12.0, 9.0];
/// Lines of a name at the most; a longer one ends there.
const MAX_NAME_LINES: usize = 2;
/// Height of a line of text, in sizes of its type.
const LEADING: f32 = 1.2;
/// What is left white at the edges of a label, where a printer cannot be trusted.
const PADDING: f32 = 2.0 * MM;
/// White between two things on a label.
const GAP: f32 = 1.2 * MM;
/// One dot of a label printer with eight dots to the millimetre. Bars are whole dots, so that each is as wide as it should.
const DOT: f32 = MM / 8.0;
/// Dots of a module at the most, and the fewest that scanners read from labels.
const MODULE_DOTS: (f32, f32) = (3.0, 2.0);

/// What stands on a label.
#[derive(Debug, Clone)]
pub(super) struct Label {
    name: String,
    price: String,
    /// What the price is in and of: `EUR / kg`.
    unit: String,
    sku: String,
    /// What the barcode says.
    code: String,
}

impl Label {
    /// The label of a product. Without a barcode it shows its SKU, which the till finds it by as well.
    pub(super) fn of(product: &Product, currency: Currency) -> Self {
        let by_unit = product.sold_by_weight || product.unit != "each";
        let unit = if by_unit { format!("{} / {}", currency.code(), product.unit) } else { currency.code().to_owned() };
        Self {
            name: product.name.clone(),
            price: product.price.to_string(),
            unit,
            sku: product.sku.clone(),
            code: product.barcodes.first().unwrap_or(&product.sku).clone(),
        }
    }
}

/// Where labels are on a page.
struct Grid {
    page: (f32, f32),
    columns: usize,
    rows: usize,
    label: (f32, f32),
    /// Of the first label.
    corner: (f32, f32),
    /// From one label to the next.
    pitch: (f32, f32),
}

fn grid(layout: LabelLayout) -> Grid {
    let mm = |(x, y): (f32, f32)| (x * MM, y * MM);
    match layout {
        // The sheets sold as L7159.
        LabelLayout::A43x8 => Grid {
            page: mm((210.0, 297.0)),
            columns: 3,
            rows: 8,
            label: mm((63.5, 33.9)),
            corner: mm((7.2, 12.9)),
            pitch: mm((66.0, 33.9)),
        },
        LabelLayout::Roll57x32 => Grid {
            page: mm((57.0, 32.0)),
            columns: 1,
            rows: 1,
            label: mm((57.0, 32.0)),
            corner: (0.0, 0.0),
            pitch: (0.0, 0.0),
        },
    }
}

/// Draws labels, as many to a page as its layout has.
pub(super) fn draw(labels: &[Label], layout: LabelLayout, shop: &str) -> Result<Vec<u8>> {
    write::pages(&pages(labels, layout, fonts()?), "Price labels", shop, None)
}

fn pages<'a>(labels: &[Label], layout: LabelLayout, fonts: &'a Fonts) -> Vec<Page<'a>> {
    let grid = grid(layout);
    labels
        .chunks(grid.columns * grid.rows)
        .map(|labels| {
            let mut marks = Vec::new();
            for (place, label) in labels.iter().enumerate() {
                let (row, column) = (place / grid.columns, place % grid.columns);
                let left = grid.corner.0 + grid.pitch.0 * column as f32;
                let top = grid.corner.1 + grid.pitch.1 * row as f32;
                let area = Area {
                    left: left + PADDING,
                    top: top + PADDING,
                    width: grid.label.0 - 2.0 * PADDING,
                    height: grid.label.1 - 2.0 * PADDING,
                };
                area.print(label, fonts, &mut marks);
            }
            Page { marks, width: grid.page.0, height: grid.page.1 }
        })
        .collect()
}

/// What a label leaves to be printed on.
#[derive(Debug, Clone, Copy)]
struct Area {
    left: f32,
    top: f32,
    width: f32,
    height: f32,
}

impl Area {
    fn print<'a>(self, label: &Label, fonts: &'a Fonts, marks: &mut Vec<Mark<'a>>) {
        let mut y = self.top;
        for line in text::lines(fonts, &label.name, NAME, self.width).into_iter().take(MAX_NAME_LINES) {
            y += NAME.size * LEADING;
            marks.push(Mark::Text { x: self.left, y: y - 0.2 * NAME.size, line });
        }
        y = self.price(label, fonts, y, marks);
        let below = Area { top: y + GAP, height: self.top + self.height - y - GAP, ..self };
        below.barcode(label, fonts, marks);
    }

    /// The price with its unit on the left, the SKU on the right where there is room; answers where it ends.
    fn price<'a>(self, label: &Label, fonts: &'a Fonts, top: f32, marks: &mut Vec<Mark<'a>>) -> f32 {
        let line = |text: &str, style| text::line(fonts, text, style);
        let unit = line(&label.unit, SMALL);
        let sized = PRICE_SIZES.map(|size| line(&label.price, Style { size, bold: true }));
        let room = self.width - GAP - unit.width;
        let fits = |price: &Line<'_>| price.width <= room;
        let mut sized: Vec<Line<'a>> = sized.into_iter().collect();
        let chosen = sized.iter().position(fits).unwrap_or(sized.len() - 1);
        let price = sized.swap_remove(chosen);
        let base = top + price.style.size;
        let bottom = top + price.style.size * LEADING;
        let after_price = self.left + price.width + GAP;
        let sku = line(&label.sku, SMALL);
        let sku_left = self.left + self.width - sku.width;
        if sku_left >= after_price + unit.width + GAP {
            marks.push(Mark::Text { x: sku_left, y: base, line: sku });
        }
        marks.push(Mark::Text { x: after_price, y: base, line: unit });
        marks.push(Mark::Text { x: self.left, y: base, line: price });
        bottom
    }

    /// The barcode at the foot: bars with their code below them, or a square where bars would be too fine.
    fn barcode<'a>(self, label: &Label, fonts: &'a Fonts, marks: &mut Vec<Mark<'a>>) {
        let bars = symbol(&label.code, None).ok().filter(|symbol| self.module(symbol) >= MODULE_DOTS.1 * DOT);
        let Some(symbol) = bars.or_else(|| symbol(&label.code, Some(SymbolKind::Qr)).ok()) else { return };
        let module = self.module(&symbol).max(DOT);
        let on_dot = |place: f32| (place / DOT).ceil() * DOT;
        let left = on_dot(self.left + (self.width - module * symbol.across() as f32) / 2.0);
        let mut blocks = Vec::new();
        match &symbol {
            Symbol::Bars { modules, quiet, text } => {
                let line = text::line(fonts, text, SMALL);
                let bottom = self.top + self.height - SMALL.size * LEADING;
                for (at, width) in stretches(modules) {
                    let x = left + module * (quiet.0 + at) as f32;
                    blocks.push([x, self.top, module * width as f32, bottom - self.top]);
                }
                let x = self.left + (self.width - line.width) / 2.0;
                marks.push(Mark::Text { x, y: self.top + self.height - 0.1 * SMALL.size, line });
            }
            Symbol::Square { width, modules, quiet } => {
                for (row, modules) in modules.chunks(*width).enumerate() {
                    for (at, length) in stretches(modules) {
                        let (x, y) = (left + module * (quiet + at) as f32, self.top + module * (quiet + row) as f32);
                        blocks.push([x, y, module * length as f32, module]);
                    }
                }
            }
        }
        marks.push(Mark::Blocks(blocks));
    }

    /// The widest module of whole dots at which a symbol fits; nothing when even one dot is too wide.
    fn module(self, symbol: &Symbol) -> f32 {
        let room = match symbol {
            Symbol::Bars { .. } => self.width,
            Symbol::Square { .. } => self.width.min(self.height),
        };
        (room / DOT / symbol.across() as f32).floor().min(MODULE_DOTS.0) * DOT
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(name: &str, price: &str, code: &str) -> Label {
        let (name, price, code) = (name.to_owned(), price.to_owned(), code.to_owned());
        Label { name, price, unit: "EUR / kg".to_owned(), sku: code.clone(), code }
    }

    fn hostile() -> Vec<Label> {
        vec![
            label("Bananas, Fairtrade", "2.49", "4006381333931"),
            label(&"W".repeat(120), "100000000.0000", &"W".repeat(64)),
            label("", "0.00", "\u{202e}käse"),
            label("Phở đặc biệt شاي אבג 漢字", "1.2925", "73513537"),
            label("Long code", "1.00", "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"),
            label("\u{0}\n\t", "9.99", "x"),
        ]
    }

    #[test]
    fn nothing_leaves_its_label() {
        let fonts = fonts().expect("the carried fonts are readable");
        for layout in [LabelLayout::A43x8, LabelLayout::Roll57x32] {
            let grid = grid(layout);
            for one in hostile() {
                for page in pages(std::slice::from_ref(&one), layout, fonts) {
                    let (right, bottom) = (grid.corner.0 + grid.label.0, grid.corner.1 + grid.label.1);
                    let inside = |x: f32, y: f32, width: f32, height: f32| {
                        x >= grid.corner.0
                            && y >= grid.corner.1
                            && x + width <= right + 0.01
                            && y + height <= bottom + 0.01
                    };
                    for mark in &page.marks {
                        let fits = match mark {
                            Mark::Text { x, y, line } => inside(*x, y - line.style.size, line.width, line.style.size),
                            Mark::Blocks(blocks) => blocks.iter().all(|[x, y, width, height]| {
                                *width > 0.0 && *height > 0.0 && inside(*x, *y, *width, *height)
                            }),
                            Mark::Rule { .. } | Mark::Frame { .. } | Mark::Picture { .. } => false,
                        };
                        assert!(fits, "{one:?} on {layout:?}");
                    }
                    assert!(page.marks.iter().any(|mark| matches!(mark, Mark::Blocks(_))), "{one:?} has a barcode");
                }
            }
        }
    }

    #[test]
    fn sheets_are_filled_before_the_next_begins() {
        let fonts = fonts().expect("the carried fonts are readable");
        let labels: Vec<Label> = (0..25).map(|_| label("Tea", "1.00", "4006381333931")).collect();
        assert_eq!(pages(&labels, LabelLayout::A43x8, fonts).len(), 2);
        assert_eq!(pages(&labels, LabelLayout::Roll57x32, fonts).len(), 25);
        let one = draw(&labels, LabelLayout::A43x8, "Corner").expect("a file");
        assert!(one.starts_with(b"%PDF-"));
        assert_eq!(
            one,
            draw(&labels, LabelLayout::A43x8, "Corner").expect("a file"),
            "the same labels are the same file"
        );
    }
}
