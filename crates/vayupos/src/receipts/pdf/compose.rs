//! What a receipt says, row by row. The figures are the receipt's own; here they only get their places.

use super::code;
use super::fonts::Fonts;
use super::paper::{Align, Column, MM, Mark, Measure, Page, ROLL_58, ROLL_80, Roll, STROKE};
use super::text::{self, Line, Style};
use crate::money::Money;
use crate::receipts::{Picture, Receipt, ReceiptWords};
use crate::settings::Paper;

const NAME: Style = Style { size: 15.0, bold: true };
const BODY: Style = Style { size: 9.0, bold: false };
const STRONG: Style = Style { size: 9.0, bold: true };
const SMALL: Style = Style { size: 7.5, bold: false };
/// The sizes of the total; the first that fits is taken.
const TOTAL_SIZES: [f32; 4] = [15.0, 13.0, 11.0, 9.0];
/// The sizes of the tax table; the first that leaves room for the taxes' names is taken.
const TABLE_SIZES: [f32; 5] = [7.5, 6.5, 5.5, 4.5, 3.5];
/// White between two columns.
const GUTTER: f32 = 3.0 * MM;
/// The part of the width that the tax table leaves for names.
const MIN_NAME_PART: f32 = 0.3;

/// Lays a receipt out.
pub(super) fn compose<'a>(receipt: &Receipt, logo: Option<&Picture>, fonts: &'a Fonts) -> Vec<Page<'a>> {
    let measure = match receipt.design.paper {
        Paper::Roll58 => ROLL_58,
        Paper::Roll80 | Paper::A4 => ROLL_80,
    };
    let mut sheet = Sheet { fonts, words: receipt.words, roll: Roll::new(measure) };
    sheet.roll.feed(5.0 * MM);
    if let Some(logo) = logo {
        sheet.logo(logo);
    }
    sheet.head(receipt);
    sheet.roll.rule();
    sheet.items(receipt);
    sheet.roll.rule();
    sheet.total(receipt);
    sheet.tenders(receipt);
    sheet.roll.rule();
    if receipt.design.show_tax_table && !receipt.taxes.is_empty() {
        sheet.taxes(receipt);
        sheet.roll.rule();
    }
    sheet.foot(receipt);
    sheet.roll.feed(6.0 * MM);
    sheet.roll.cut()
}

struct Sheet<'a> {
    fonts: &'a Fonts,
    words: ReceiptWords,
    roll: Roll<'a>,
}

impl<'a> Sheet<'a> {
    fn line(&self, text: &str, style: Style) -> Line<'a> {
        text::line(self.fonts, text, style)
    }

    fn print(&mut self, text: &str, style: Style, column: Column) {
        let lines = text::lines(self.fonts, text, style, column.width);
        self.roll.print(column, lines);
    }

    fn phrase(&mut self, label: &str, value: &str, style: Style, column: Column) {
        let lines = text::phrase_lines(self.fonts, label, value, style, column.width);
        self.roll.print(column, lines);
    }

    /// A label and a figure: the figure keeps its place at the right, the label takes as many lines as it needs.
    fn pair(&mut self, label: &str, figure: &str, style: Style) {
        let figure = self.line(figure, style);
        let (left, right) = self.split(figure.width);
        let label = text::lines(self.fonts, label, style, left.width);
        self.roll.row(vec![(left, label), (right, vec![figure])]);
    }

    /// The width, divided between a text and a figure.
    fn split(&self, figure_width: f32) -> (Column, Column) {
        let Measure { margin, width, .. } = self.roll.measure;
        let left = Column { left: margin, width: width - figure_width - GUTTER, align: Align::Left };
        (left, Column { left: margin + width - figure_width, width: figure_width, align: Align::Right })
    }

    fn head(&mut self, receipt: &Receipt) {
        if receipt.copy {
            self.copy();
        }
        self.print(&receipt.shop_name, NAME, self.roll.whole(Align::Centre));
        self.roll.feed(0.8 * MM);
        for line in &receipt.shop_lines {
            self.print(line, BODY, self.roll.whole(Align::Centre));
        }
        for line in &receipt.header_lines {
            self.print(line, BODY, self.roll.whole(Align::Centre));
        }
        self.roll.rule();
        self.sides((self.words.receipt, &receipt.order_number), ("", &receipt.sold_at));
        if receipt.design.show_cashier {
            self.sides(("", &receipt.till), (self.words.served_by, &receipt.cashier));
        } else {
            self.print(&receipt.till, BODY, self.roll.whole(Align::Left));
        }
        if let Some(customer) = &receipt.customer {
            self.phrase(self.words.customer, customer, BODY, self.roll.whole(Align::Left));
        }
    }

    fn logo(&mut self, logo: &Picture) {
        const HEIGHT: f32 = 22.0 * MM;
        let measure = self.roll.measure;
        let [width, height] = logo.within(measure.width * 0.8, HEIGHT);
        let y = self.roll.take(height + 2.0 * MM);
        self.roll.mark(Mark::Picture { x: (measure.paper - width) / 2.0, y, width, height });
    }

    /// A reprint must not pass for a second purchase.
    fn copy(&mut self) {
        const HEIGHT: f32 = 7.0 * MM;
        let line = self.line(self.words.copy, Style { size: 13.0, bold: true });
        let top = self.roll.take(HEIGHT);
        let width = line.width + 8.0 * MM;
        self.roll.mark(Mark::Frame {
            x: (self.roll.measure.paper - width) / 2.0,
            y: top + STROKE,
            width,
            height: HEIGHT - 2.0 * STROKE,
        });
        let x = (self.roll.measure.paper - line.width) / 2.0;
        self.roll.mark(Mark::Text { x, y: top + HEIGHT / 2.0 + 0.357 * line.style.size, line });
        self.roll.feed(2.5 * MM);
    }

    /// Two facts on one line, one at each side; on two when they are too long for that.
    fn sides(&mut self, one: (&str, &str), other: (&str, &str)) {
        let line = |(label, value): (&str, &str)| text::phrase(self.fonts, label, value, BODY);
        let (left, right) = (line(one), line(other));
        let (at_left, at_right) = (self.roll.whole(Align::Left), self.roll.whole(Align::Right));
        if left.width + GUTTER + right.width <= self.roll.measure.width {
            self.roll.row(vec![(at_left, vec![left]), (at_right, vec![right])]);
        } else {
            self.phrase(one.0, one.1, BODY, at_left);
            self.phrase(other.0, other.1, BODY, at_left);
        }
    }

    fn items(&mut self, receipt: &Receipt) {
        let items = &receipt.items;
        let widest = items.iter().map(|item| self.line(&figure(item.total), BODY).width).fold(0.0, f32::max);
        let (left, right) = self.split(widest);
        for (place, item) in items.iter().enumerate() {
            if place > 0 {
                self.roll.feed(0.9 * MM);
            }
            let total = self.line(&figure(item.total), BODY);
            let name = text::lines(self.fonts, &item.name, BODY, left.width);
            self.roll.row(vec![(left, name), (right, vec![total])]);
            if receipt.design.show_sku {
                self.phrase(self.words.sku, &item.sku, SMALL, left);
            }
            if let Some(detail) = &item.detail {
                self.print(detail, SMALL, left);
            }
            if let Some(discount) = item.discount {
                self.phrase(self.words.discount, &taken_off(discount), SMALL, left);
            }
            if let Some(note) = &item.note {
                self.print(&format!("» {note}"), SMALL, left);
            }
        }
    }

    fn total(&mut self, receipt: &Receipt) {
        if receipt.order_discount.is_some() || receipt.subtotal != receipt.total {
            self.pair(self.words.subtotal, &figure(receipt.subtotal), BODY);
        }
        if let Some(discount) = receipt.order_discount {
            self.pair(self.words.discount, &taken_off(discount), BODY);
        }
        // Taxes that prices do not contain come on top; the printed rows add up to the printed total.
        for tax in receipt.taxes.iter().filter(|tax| !tax.included) {
            self.pair(&Receipt::tax_name(tax), &figure(tax.tax), BODY);
        }
        let label = format!("{} {}", self.words.total, receipt.currency.code());
        let total = figure(receipt.total);
        let style = |size: &f32| Style { size: *size, bold: true };
        let fits = |style: &Style| {
            let width = |text| text::line(self.fonts, text, *style).width;
            width(&label) + GUTTER + width(&total) <= self.roll.measure.width
        };
        let style = TOTAL_SIZES.iter().map(style).find(fits).unwrap_or(STRONG);
        self.roll.feed(0.6 * MM);
        self.pair(&label, &total, style);
        self.roll.feed(1.0 * MM);
        if let Some(rounding) = receipt.cash_rounding {
            self.pair(self.words.cash_rounding, &figure(rounding), BODY);
        }
    }

    fn tenders(&mut self, receipt: &Receipt) {
        for tender in &receipt.tenders {
            self.pair(self.words.method(tender.method), &figure(tender.given), BODY);
        }
        if let Some(change) = receipt.change {
            self.pair(self.words.change, &figure(change), STRONG);
        }
        if let Some(savings) = receipt.savings {
            self.pair(self.words.saved, &figure(savings), STRONG);
        }
    }

    fn taxes(&mut self, receipt: &Receipt) {
        let mut rows = vec![[self.words.tax_rate, self.words.net, self.words.tax].map(String::from)];
        rows.extend(receipt.taxes.iter().map(|tax| {
            let included = if tax.included { self.words.included } else { "" };
            [format!("{} {included}", Receipt::tax_name(tax)), figure(tax.net), figure(tax.tax)]
        }));
        if receipt.taxes.len() > 1 {
            rows.push([self.words.sum.to_owned(), figure(receipt.net), figure(receipt.tax_total)]);
        }
        let widest = |column: usize, size: f32| {
            let style = Style { size, bold: true };
            rows.iter().map(|row| self.line(&row[column], style).width).fold(0.0, f32::max)
        };
        let Measure { margin, width, .. } = self.roll.measure;
        let name_width = |size: &f32| width - widest(1, *size) - widest(2, *size) - 2.0 * GUTTER;
        let size =
            TABLE_SIZES.into_iter().find(|size| name_width(size) >= MIN_NAME_PART * width).unwrap_or(TABLE_SIZES[4]);
        let (net_width, tax_width) = (widest(1, size), widest(2, size));
        let name = Column { left: margin, width: name_width(&size), align: Align::Left };
        let net = Column { left: margin + name.width + GUTTER, width: net_width, align: Align::Right };
        let tax = Column { left: margin + width - tax_width, width: tax_width, align: Align::Right };
        for (place, row) in rows.iter().enumerate() {
            let style = Style { size, bold: place == 0 || place > receipt.taxes.len() };
            let lines = text::lines(self.fonts, &row[0], style, name.width);
            let (net_line, tax_line) = (self.line(&row[1], style), self.line(&row[2], style));
            self.roll.row(vec![(name, lines), (net, vec![net_line]), (tax, vec![tax_line])]);
        }
    }

    fn foot(&mut self, receipt: &Receipt) {
        for line in receipt.footer.trim().lines() {
            if line.trim().is_empty() {
                self.roll.feed(BODY.size * 0.7);
            } else {
                self.print(line, BODY, self.roll.whole(Align::Centre));
            }
        }
        if receipt.design.show_qr {
            code::print(&mut self.roll, &receipt.qr);
        }
        self.print(&receipt.order_number, SMALL, self.roll.whole(Align::Centre));
    }
}

/// An amount with the minus of a printer, which is as wide as a figure.
pub(super) fn figure(amount: Money) -> String {
    amount.to_string().replace('-', "\u{2212}")
}

/// What was taken off, with its minus.
pub(super) fn taken_off(amount: Money) -> String {
    format!("\u{2212}{amount}")
}
