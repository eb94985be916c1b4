//! A receipt on sheets of A4: the shop and the sale at the top, the items as a table whose headings are on every sheet,
//! taxes and totals side by side, the shop's last words.

use super::code;
use super::columns::{Columns, EDGE, GUTTER, INNER, Span, WIDTH, quantity};
use super::compose::{figure, taken_off};
use super::fonts::Fonts;
use super::paper::{Align, MM, Mark, Page, STROKE};
use super::text::{self, Line, Style};
use crate::receipts::{Picture, Receipt, ReceiptItem, ReceiptWords};

const HEIGHT: f32 = 297.0 * MM;
/// What the foot takes, above the edge.
const FOOT: f32 = 9.0 * MM;
const BOTTOM: f32 = HEIGHT - EDGE - FOOT;
const LEADING: f32 = 1.36;
const ASCENT: f32 = 1.04;
const HAIR: f32 = 0.4;

const TITLE: Style = Style { size: 20.0, bold: true };
const NAME: Style = Style { size: 14.0, bold: true };
pub(super) const BODY: Style = Style { size: 9.5, bold: false };
const STRONG: Style = Style { size: 9.5, bold: true };
const SMALL: Style = Style { size: 8.0, bold: false };
const TOTAL: Style = Style { size: 13.0, bold: true };

/// Lays a receipt out.
pub(super) fn compose<'a>(receipt: &Receipt, logo: Option<&Picture>, fonts: &'a Fonts) -> Vec<Page<'a>> {
    let mut sheets =
        Sheets { fonts, words: receipt.words, columns: Columns::of(receipt, fonts), pages: vec![Vec::new()], y: EDGE };
    sheets.head(receipt, logo);
    sheets.headings();
    for item in &receipt.items {
        sheets.item(receipt, item);
    }
    sheets.sums(receipt);
    sheets.last_words(receipt);
    sheets.finish(receipt)
}

struct Sheets<'a> {
    fonts: &'a Fonts,
    words: ReceiptWords,
    columns: Columns,
    pages: Vec<Vec<Mark<'a>>>,
    y: f32,
}

impl<'a> Sheets<'a> {
    fn mark(&mut self, mark: Mark<'a>) {
        if let Some(page) = self.pages.last_mut() {
            page.push(mark);
        }
    }

    fn rule(&mut self, span: Span, thickness: f32) {
        self.mark(Mark::Blocks(vec![[span.left, self.y, span.width, thickness]]));
    }

    /// Sets a text from here down; answers where it ends.
    fn set(&mut self, text: &str, style: Style, span: Span, align: Align, top: f32) -> f32 {
        self.set_phrase(("", text), style, span, align, top)
    }

    /// Sets a label and a value.
    fn set_phrase(&mut self, of: (&str, &str), style: Style, span: Span, align: Align, top: f32) -> f32 {
        let mut y = top;
        for line in self.lines(of, style, span.width) {
            let x = span.place(&line, align);
            self.mark(Mark::Text { x, y: y + style.size * ASCENT, line });
            y += style.size * LEADING;
        }
        y
    }

    /// As much of a text as one line holds.
    fn set_line(&mut self, text: &str, style: Style, span: Span, align: Align, top: f32) {
        if let Some(line) = text::lines(self.fonts, text, style, span.width.max(1.0)).into_iter().next() {
            let x = span.place(&line, align);
            self.mark(Mark::Text { x, y: top + style.size * ASCENT, line });
        }
    }

    fn lines(&self, (label, value): (&str, &str), style: Style, width: f32) -> Vec<Line<'a>> {
        if label.is_empty() {
            return text::lines(self.fonts, value, style, width);
        }
        text::phrase_lines(self.fonts, label, value, style, width)
    }

    fn height(&self, of: (&str, &str), style: Style, width: f32) -> f32 {
        self.lines(of, style, width).len() as f32 * style.size * LEADING
    }

    /// The shop at the left, the sale at the right.
    fn head(&mut self, receipt: &Receipt, logo: Option<&Picture>) {
        let shop = Span { left: EDGE, width: INNER * 0.55 };
        let sale = Span { left: EDGE + INNER * 0.6, width: INNER * 0.4 };
        let mut left = EDGE;
        if let Some(logo) = logo {
            let [width, height] = logo.within(60.0 * MM, 25.0 * MM);
            self.mark(Mark::Picture { x: EDGE, y: EDGE, width, height });
            left += height + 4.0 * MM;
        }
        left = self.set(&receipt.shop_name, NAME, shop, Align::Left, left);
        for line in receipt.shop_lines.iter().chain(&receipt.header_lines) {
            left = self.set(line, BODY, shop, Align::Left, left);
        }
        let mut right = self.set(self.words.receipt, TITLE, sale, Align::Right, EDGE);
        right = self.set(&receipt.order_number, STRONG, sale, Align::Right, right);
        right = self.set(&receipt.sold_at, BODY, sale, Align::Right, right);
        right = self.set(&receipt.till, BODY, sale, Align::Right, right);
        if receipt.design.show_cashier {
            let cashier = (self.words.served_by, receipt.cashier.as_str());
            right = self.set_phrase(cashier, BODY, sale, Align::Right, right);
        }
        if let Some(customer) = &receipt.customer {
            right = self.set_phrase((self.words.customer, customer), BODY, sale, Align::Right, right);
        }
        if receipt.copy {
            right = self.copy(sale, right + 2.0 * MM);
        }
        self.y = left.max(right) + 9.0 * MM;
    }

    /// A reprint must not pass for a second purchase.
    fn copy(&mut self, span: Span, top: f32) -> f32 {
        const TALL: f32 = 7.0 * MM;
        let line = text::line(self.fonts, self.words.copy, Style { size: 12.0, bold: true });
        let width = line.width + 8.0 * MM;
        let x = span.left + span.width - width;
        self.mark(Mark::Frame { x, y: top + STROKE, width, height: TALL - 2.0 * STROKE });
        let y = top + TALL / 2.0 + 0.357 * line.style.size;
        self.mark(Mark::Text { x: x + 4.0 * MM, y, line });
        top + TALL
    }

    fn headings(&mut self) {
        let Columns { style, name, quantity, price, amount } = self.columns;
        let style = Style { bold: true, ..style };
        let top = self.y;
        self.set_line(self.words.item, style, name, Align::Left, top);
        for (word, span) in [(self.words.quantity, quantity), (self.words.price, price), (self.words.amount, amount)] {
            let line = text::line(self.fonts, word, style);
            let x = span.place(&line, Align::Right);
            self.mark(Mark::Text { x, y: top + style.size * ASCENT, line });
        }
        self.y = top + style.size * LEADING + 1.0 * MM;
        self.rule(Span::INNER, 2.0 * HAIR);
        self.y += 1.8 * MM;
    }

    /// Goes on on a new sheet when this one has no room.
    fn need(&mut self, height: f32, with_headings: bool) {
        if self.y + height > BOTTOM {
            self.pages.push(Vec::new());
            self.y = EDGE;
            if with_headings {
                self.headings();
            }
        }
    }

    fn item(&mut self, receipt: &Receipt, item: &ReceiptItem) {
        let Columns { style, name, quantity: of_quantity, price, amount } = self.columns;
        let mut below = Vec::new();
        if receipt.design.show_sku {
            below.push((self.words.sku, item.sku.clone()));
        }
        if let Some(discount) = item.discount {
            below.push((self.words.discount, taken_off(discount)));
        }
        if let Some(note) = &item.note {
            below.push(("", format!("» {note}")));
        }
        let height = self.height(("", &item.name), style, name.width).max(style.size * LEADING)
            + below.iter().map(|(label, value)| self.height((label, value), SMALL, name.width)).sum::<f32>();
        self.need(height + 3.0 * MM, true);
        let top = self.y;
        let mut y = self.set(&item.name, style, name, Align::Left, top).max(top + style.size * LEADING);
        for (label, value) in below {
            y = self.set_phrase((label, &value), SMALL, name, Align::Left, y);
        }
        let cells = [(quantity(item), of_quantity), (item.unit_price.to_string(), price), (figure(item.total), amount)];
        for (text, span) in cells {
            let line = text::line(self.fonts, &text, style);
            let x = span.place(&line, Align::Right);
            self.mark(Mark::Text { x, y: top + style.size * ASCENT, line });
        }
        self.y = y + 1.2 * MM;
        self.rule(Span::INNER, HAIR / 2.0);
        self.y += 1.4 * MM;
    }

    /// Taxes at the left, what is paid at the right; they stay together.
    fn sums(&mut self, receipt: &Receipt) {
        let rows = self.totals(receipt);
        let height: f32 = rows.iter().map(|(_, _, style)| style.size * LEADING + 1.0 * MM).sum();
        let taxes = (receipt.taxes.len() + 2) as f32 * SMALL.size * LEADING;
        self.need((height.max(taxes) + 6.0 * MM).min(BOTTOM - EDGE), false);
        self.y += 3.0 * MM;
        let top = self.y;
        let left = Span { left: EDGE, width: INNER * 0.46 };
        let right = Span { left: EDGE + INNER * 0.52, width: INNER * 0.48 };
        let bottom = match receipt.design.show_tax_table && !receipt.taxes.is_empty() {
            true => self.taxes(receipt, left, top),
            false => top,
        };
        let mut y = top;
        for (label, amount, style) in rows {
            let amount = self.fitting(&amount, style, right.width);
            let (words, figures) = right.split(amount.width);
            let x = figures.left;
            self.mark(Mark::Text { x, y: y + style.size * ASCENT, line: amount });
            y = self.set(&label, style, words, Align::Left, y).max(y + style.size * LEADING) + 1.0 * MM;
        }
        self.y = bottom.max(y);
    }

    /// A figure that is too wide for its place is set smaller: it is never cut.
    fn fitting(&self, figure: &str, style: Style, width: f32) -> Line<'a> {
        let line = text::line(self.fonts, figure, style);
        if line.width <= width {
            return line;
        }
        text::line(self.fonts, figure, Style { size: style.size * width / line.width * 0.99, ..style })
    }

    fn totals(&self, receipt: &Receipt) -> Vec<(String, String, Style)> {
        let words = &self.words;
        let mut rows = Vec::new();
        if receipt.order_discount.is_some() || receipt.subtotal != receipt.total {
            rows.push((words.subtotal.to_owned(), figure(receipt.subtotal), BODY));
        }
        if let Some(discount) = receipt.order_discount {
            rows.push((words.discount.to_owned(), taken_off(discount), BODY));
        }
        for tax in receipt.taxes.iter().filter(|tax| !tax.included) {
            rows.push((Receipt::tax_name(tax), figure(tax.tax), BODY));
        }
        rows.push((format!("{} {}", words.total, receipt.currency.code()), figure(receipt.total), TOTAL));
        if let Some(rounding) = receipt.cash_rounding {
            rows.push((words.cash_rounding.to_owned(), figure(rounding), BODY));
        }
        for tender in &receipt.tenders {
            rows.push((words.method(tender.method).to_owned(), figure(tender.given), BODY));
        }
        if let Some(change) = receipt.change {
            rows.push((words.change.to_owned(), figure(change), STRONG));
        }
        if let Some(savings) = receipt.savings {
            rows.push((words.saved.to_owned(), figure(savings), STRONG));
        }
        rows
    }

    fn taxes(&mut self, receipt: &Receipt, span: Span, top: f32) -> f32 {
        let words = self.words;
        let mut rows = vec![[words.tax_rate, words.net, words.tax].map(String::from)];
        rows.extend(receipt.taxes.iter().map(|tax| {
            let included = if tax.included { words.included } else { "" };
            [format!("{} {included}", Receipt::tax_name(tax)), figure(tax.net), figure(tax.tax)]
        }));
        if receipt.taxes.len() > 1 {
            rows.push([words.sum.to_owned(), figure(receipt.net), figure(receipt.tax_total)]);
        }
        let wide = |size: f32, column: usize| {
            let style = Style { size, bold: true };
            rows.iter().map(|row| text::line(self.fonts, &row[column], style).width).fold(0.0, f32::max)
        };
        let sizes = [SMALL.size, 6.5, 5.0];
        let room = |size: &f32| span.width - wide(*size, 1) - wide(*size, 2) - 2.0 * GUTTER > span.width * 0.3;
        let size = sizes.into_iter().find(room).unwrap_or(sizes[sizes.len() - 1]);
        let (rest, tax) = span.split(wide(size, 2));
        let (name, net) = rest.split(wide(size, 1));
        let mut y = top;
        for (place, row) in rows.iter().enumerate() {
            let style = Style { size, bold: place == 0 || place > receipt.taxes.len() };
            for (text, span) in [(&row[1], net), (&row[2], tax)] {
                let line = text::line(self.fonts, text, style);
                let x = span.place(&line, Align::Right);
                self.mark(Mark::Text { x, y: y + size * ASCENT, line });
            }
            y = self.set(&row[0], style, name, Align::Left, y).max(y + size * LEADING) + 0.4 * MM;
        }
        y
    }

    fn last_words(&mut self, receipt: &Receipt) {
        self.y += 8.0 * MM;
        for line in receipt.footer.trim().lines().filter(|line| !line.trim().is_empty()) {
            self.need(self.height(("", line), BODY, INNER), false);
            self.y = self.set(line, BODY, Span::INNER, Align::Centre, self.y);
        }
        if receipt.design.show_qr
            && let Some((side, blocks)) = code::blocks(&receipt.qr, 28.0 * MM)
        {
            self.need(side + 3.0 * MM, false);
            self.mark(code::placed(blocks, (WIDTH - side) / 2.0, self.y + 2.0 * MM));
            self.y += side + 3.0 * MM;
        }
    }

    /// Numbers the sheets.
    fn finish(mut self, receipt: &Receipt) -> Vec<Page<'a>> {
        let count = self.pages.len();
        let mut pages = Vec::with_capacity(count);
        let whole = std::mem::take(&mut self.pages);
        for (number, marks) in whole.into_iter().enumerate() {
            self.pages = vec![marks];
            let top = HEIGHT - EDGE - SMALL.size * LEADING;
            let page = format!("{} / {count}", number + 1);
            let line = text::phrase(self.fonts, self.words.page, &page, SMALL);
            let (what, at_right) = Span::INNER.split(line.width);
            self.mark(Mark::Text { x: at_right.left, y: top + SMALL.size * ASCENT, line });
            let name = format!("{} – {}", receipt.order_number, receipt.shop_name);
            self.set_line(&name, SMALL, what, Align::Left, top);
            self.y = top - 1.6 * MM;
            self.rule(Span::INNER, HAIR);
            let marks = self.pages.pop().unwrap_or_default();
            pages.push(Page { marks, width: WIDTH, height: HEIGHT });
        }
        pages
    }
}
