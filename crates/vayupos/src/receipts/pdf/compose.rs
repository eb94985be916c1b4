//! What a receipt says, row by row. The figures are the receipt's own; here they only get their places.

use super::code;
use super::fonts::Fonts;
use super::paper::{Align, Column, MARGIN, MM, Mark, Page, Roll, STROKE, WIDTH};
use super::text::{self, Line, Style};
use crate::money::Money;
use crate::receipts::{Receipt, ReceiptItem, ReceiptTax};
use crate::sales::tender::Method;

const NAME: Style = Style { size: 15.0, bold: true };
const BODY: Style = Style { size: 9.0, bold: false };
const STRONG: Style = Style { size: 9.0, bold: true };
const SMALL: Style = Style { size: 7.5, bold: false };
/// The sizes of the total; the first that fits is taken.
const TOTAL_SIZES: [f32; 4] = [15.0, 13.0, 11.0, 9.0];
/// The sizes of the tax table; the first that leaves room for the taxes' names is taken.
const TABLE_SIZES: [f32; 3] = [7.5, 6.5, 5.5];
/// White between two columns.
const GUTTER: f32 = 3.0 * MM;
/// What the tax table leaves for names.
const MIN_NAME_WIDTH: f32 = 22.0 * MM;

/// Lays a receipt out.
pub(super) fn compose<'a>(receipt: &Receipt, fonts: &'a Fonts) -> Vec<Page<'a>> {
    let mut sheet = Sheet { fonts, roll: Roll::default() };
    sheet.roll.feed(5.0 * MM);
    sheet.head(receipt);
    sheet.roll.rule();
    sheet.items(&receipt.items);
    sheet.roll.rule();
    sheet.total(receipt);
    sheet.tenders(receipt);
    sheet.roll.rule();
    if !receipt.taxes.is_empty() {
        sheet.taxes(receipt);
        sheet.roll.rule();
    }
    sheet.foot(receipt);
    sheet.roll.feed(6.0 * MM);
    sheet.roll.cut()
}

struct Sheet<'a> {
    fonts: &'a Fonts,
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

    /// A label and a figure: the figure keeps its place at the right, the label takes as many lines as it needs.
    fn pair(&mut self, label: &str, figure: &str, style: Style) {
        let figure = self.line(figure, style);
        let (left, right) = split(figure.width);
        let label = text::lines(self.fonts, label, style, left.width);
        self.roll.row(vec![(left, label), (right, vec![figure])]);
    }

    fn head(&mut self, receipt: &Receipt) {
        if receipt.copy {
            self.copy();
        }
        self.print(&receipt.shop_name, NAME, Column::whole(Align::Centre));
        self.roll.feed(0.8 * MM);
        for line in &receipt.shop_lines {
            self.print(line, BODY, Column::whole(Align::Centre));
        }
        self.roll.rule();
        self.sides(&format!("Receipt {}", receipt.order_number), &receipt.sold_at);
        self.sides(&receipt.till, &format!("Served by {}", receipt.cashier));
    }

    /// A reprint must not pass for a second purchase.
    fn copy(&mut self) {
        const HEIGHT: f32 = 7.0 * MM;
        let line = self.line("COPY", Style { size: 13.0, bold: true });
        let top = self.roll.take(HEIGHT);
        let width = line.width + 8.0 * MM;
        self.roll.mark(Mark::Frame {
            x: MARGIN + (WIDTH - width) / 2.0,
            y: top + STROKE,
            width,
            height: HEIGHT - 2.0 * STROKE,
        });
        let x = MARGIN + (WIDTH - line.width) / 2.0;
        self.roll.mark(Mark::Text { x, y: top + HEIGHT / 2.0 + 0.357 * line.style.size, line });
        self.roll.feed(2.5 * MM);
    }

    /// Two facts on one line, one at each side; on two when they are too long for that.
    fn sides(&mut self, one: &str, other: &str) {
        let (left, right) = (self.line(one, BODY), self.line(other, BODY));
        if left.width + GUTTER + right.width <= WIDTH {
            self.roll.row(vec![(Column::whole(Align::Left), vec![left]), (Column::whole(Align::Right), vec![right])]);
        } else {
            self.print(one, BODY, Column::whole(Align::Left));
            self.print(other, BODY, Column::whole(Align::Left));
        }
    }

    fn items(&mut self, items: &[ReceiptItem]) {
        let widest = items.iter().map(|item| self.line(&figure(item.total), BODY).width).fold(0.0, f32::max);
        let (left, right) = split(widest);
        for (place, item) in items.iter().enumerate() {
            if place > 0 {
                self.roll.feed(0.9 * MM);
            }
            let total = self.line(&figure(item.total), BODY);
            let name = text::lines(self.fonts, &item.name, BODY, left.width);
            self.roll.row(vec![(left, name), (right, vec![total])]);
            if let Some(detail) = &item.detail {
                self.print(detail, SMALL, left);
            }
            if let Some(discount) = item.discount {
                self.print(&format!("Discount {}", taken_off(discount)), SMALL, left);
            }
            if let Some(note) = &item.note {
                self.print(&format!("» {note}"), SMALL, left);
            }
        }
    }

    fn total(&mut self, receipt: &Receipt) {
        if receipt.order_discount.is_some() || receipt.subtotal != receipt.total {
            self.pair("Subtotal", &figure(receipt.subtotal), BODY);
        }
        if let Some(discount) = receipt.order_discount {
            self.pair("Discount", &taken_off(discount), BODY);
        }
        // Taxes that prices do not contain come on top; the printed rows add up to the printed total.
        for tax in receipt.taxes.iter().filter(|tax| !tax.included) {
            self.pair(&tax_name(tax), &figure(tax.tax), BODY);
        }
        let label = format!("TOTAL {}", receipt.currency.code());
        let total = figure(receipt.total);
        let style = |size: &f32| Style { size: *size, bold: true };
        let fits = |style: &Style| {
            let width = |text| text::line(self.fonts, text, *style).width;
            width(&label) + GUTTER + width(&total) <= WIDTH
        };
        let style = TOTAL_SIZES.iter().map(style).find(fits).unwrap_or(STRONG);
        self.roll.feed(0.6 * MM);
        self.pair(&label, &total, style);
        self.roll.feed(1.0 * MM);
        if let Some(rounding) = receipt.cash_rounding {
            self.pair("Cash rounding", &figure(rounding), BODY);
        }
    }

    fn tenders(&mut self, receipt: &Receipt) {
        for tender in &receipt.tenders {
            self.pair(method_name(tender.method), &figure(tender.given), BODY);
        }
        if let Some(change) = receipt.change {
            self.pair("Change", &figure(change), STRONG);
        }
    }

    fn taxes(&mut self, receipt: &Receipt) {
        let mut rows = vec![["Tax rate", "Net", "Tax"].map(String::from)];
        rows.extend(receipt.taxes.iter().map(|tax| {
            let included = if tax.included { " incl." } else { "" };
            [format!("{}{included}", tax_name(tax)), figure(tax.net), figure(tax.tax)]
        }));
        if receipt.taxes.len() > 1 {
            rows.push(["Sum".to_owned(), figure(receipt.net), figure(receipt.tax_total)]);
        }
        let widest = |column: usize, size: f32| {
            let style = Style { size, bold: true };
            rows.iter().map(|row| self.line(&row[column], style).width).fold(0.0, f32::max)
        };
        let name_width = |size: &f32| WIDTH - widest(1, *size) - widest(2, *size) - 2.0 * GUTTER;
        let size = TABLE_SIZES.into_iter().find(|size| name_width(size) >= MIN_NAME_WIDTH).unwrap_or(TABLE_SIZES[2]);
        let (net_width, tax_width) = (widest(1, size), widest(2, size));
        let name = Column { left: MARGIN, width: name_width(&size), align: Align::Left };
        let net = Column { left: MARGIN + name.width + GUTTER, width: net_width, align: Align::Right };
        let tax = Column { left: MARGIN + WIDTH - tax_width, width: tax_width, align: Align::Right };
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
                self.print(line, BODY, Column::whole(Align::Centre));
            }
        }
        if !receipt.qr.is_empty() {
            code::print(&mut self.roll, &receipt.qr);
        }
        self.print(&receipt.order_number, SMALL, Column::whole(Align::Centre));
    }
}

/// The width, divided between a text and a figure.
fn split(figure_width: f32) -> (Column, Column) {
    let left = Column { left: MARGIN, width: WIDTH - figure_width - GUTTER, align: Align::Left };
    (left, Column { left: MARGIN + WIDTH - figure_width, width: figure_width, align: Align::Right })
}

/// An amount with the minus of a printer, which is as wide as a figure.
fn figure(amount: Money) -> String {
    amount.to_string().replace('-', "\u{2212}")
}

/// What was taken off, with its minus.
fn taken_off(amount: Money) -> String {
    format!("\u{2212}{amount}")
}

/// A tax's name with its rate, unless the name already says it.
fn tax_name(tax: &ReceiptTax) -> String {
    let rate = format!("{}%", tax.rate);
    let squeezed: String = tax.name.chars().filter(|letter| !letter.is_whitespace()).collect();
    if squeezed.contains(&rate) { tax.name.clone() } else { format!("{} {rate}", tax.name) }
}

fn method_name(method: Method) -> &'static str {
    match method {
        Method::Cash => "Cash",
        Method::Card => "Card",
        Method::Mobile => "Mobile payment",
        Method::BankTransfer => "Bank transfer",
        Method::GiftCard => "Gift card",
        Method::StoreCredit => "Store credit",
        Method::LoyaltyPoints => "Loyalty points",
        Method::Other => "Other payment",
    }
}
