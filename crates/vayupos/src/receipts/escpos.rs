//! A receipt for a receipt printer: ESC/POS, text in one code page. Pure. Sources: Epson's ESC/POS command reference;
//! code pages 437 and 858 as IBM registered them.
//!
//! What no code page has (a logo, most scripts) would have to be sent as a raster picture, which this does not do: the
//! PDF is for that.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::money::Money;
use crate::receipts::Receipt;
use crate::receipts::pdf::clean::clean;
use crate::settings::Paper;

const ESC: u8 = 0x1b;
const GS: u8 = 0x1d;
/// Letters of a line: font A is 12 dots wide, of 576 on a roll of 80 mm and 384 on one of 58 mm.
const LETTERS_80: usize = 48;
const LETTERS_58: usize = 32;
/// Bytes of a QR code at the most.
const MAX_QR_BYTES: usize = 700;

/// A code page of the printer.
struct CodePage {
    /// Its number for `ESC t`.
    number: u8,
    /// Its letters from 128 on.
    letters: &'static str,
}

const PAGE_437: CodePage = CodePage {
    number: 0,
    letters: "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}",
};
const PAGE_858: CodePage = CodePage {
    number: 19,
    letters: "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈ€ÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}",
};

impl CodePage {
    fn byte(&self, letter: char) -> Option<u8> {
        match letter {
            ' '..='~' => u8::try_from(letter).ok(),
            _ => self.letters.chars().position(|of| of == letter).and_then(|place| u8::try_from(place + 128).ok()),
        }
    }

    fn has(&self, text: &str) -> bool {
        text.chars().all(|letter| self.byte(letter).is_some())
    }

    /// A letter; without its marks where the page has only that, or else a question mark.
    fn nearest(&self, letter: char) -> u8 {
        let plain = || letter.nfkd().filter(|part| !is_combining_mark(*part)).find_map(|part| self.byte(part));
        self.byte(letter).or_else(plain).unwrap_or(b'?')
    }
}

/// Printable characters as a printer knows them: its minus, its dashes, its quotation marks.
fn plain(text: &str) -> String {
    clean(text)
        .chars()
        .filter(|letter| !is_combining_mark(*letter))
        .map(|letter| match letter {
            '\u{2212}' | '\u{2010}'..='\u{2015}' => '-',
            '\u{2018}' | '\u{2019}' => '\'',
            '\u{201c}' | '\u{201d}' | '\u{201e}' => '"',
            '\u{d7}' => 'x',
            other => other,
        })
        .collect()
}

/// The bytes to send.
pub(super) fn bytes(receipt: &Receipt, open_drawer: bool) -> Vec<u8> {
    let across = match receipt.design.paper {
        Paper::Roll58 => LETTERS_58,
        Paper::Roll80 | Paper::A4 => LETTERS_80,
    };
    let mut lines = Lines { across, lines: Vec::new() };
    lines.receipt(receipt);
    let of_437 = lines.lines.iter().all(|line| PAGE_437.has(&line.text));
    let page = if of_437 { PAGE_437 } else { PAGE_858 };
    let mut bytes = vec![ESC, b'@', ESC, b't', page.number];
    if open_drawer {
        // Pin 2, 50 ms on and 500 ms off.
        bytes.extend([ESC, b'p', 0, 25, 250]);
    }
    let mut look = Look::default();
    for line in &lines.lines {
        line.look.change_from(look, &mut bytes);
        look = line.look;
        bytes.extend(line.text.chars().map(|letter| page.nearest(letter)));
        bytes.push(b'\n');
    }
    Look::default().change_from(look, &mut bytes);
    if receipt.design.show_qr {
        qr(&receipt.qr, &mut bytes);
    }
    // Three lines of white, then a cut that leaves one point standing.
    bytes.extend([ESC, b'd', 3, GS, b'V', 66, 0]);
    bytes
}

/// A QR code in the middle, of modules of six dots, with correction M.
fn qr(text: &str, bytes: &mut Vec<u8>) {
    if text.is_empty() || text.len() > MAX_QR_BYTES {
        return;
    }
    let mut command = |function: u8, parameters: &[u8]| {
        let length = u16::try_from(parameters.len() + 2).unwrap_or(u16::MAX).to_le_bytes();
        bytes.extend([GS, b'(', b'k', length[0], length[1], b'1', function]);
        bytes.extend(parameters);
    };
    command(65, &[50, 0]);
    command(67, &[6]);
    command(69, &[49]);
    command(80, &[&[48], text.as_bytes()].concat());
    bytes.extend([ESC, b'a', 1]);
    let length = [3, 0];
    bytes.extend([GS, b'(', b'k', length[0], length[1], b'1', 81, 48]);
    bytes.extend([ESC, b'a', 0]);
}

/// How a line is printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Look {
    is_centred: bool,
    is_bold: bool,
    /// Twice as wide and twice as high.
    is_large: bool,
}

impl Look {
    fn change_from(self, old: Self, bytes: &mut Vec<u8>) {
        if self.is_centred != old.is_centred {
            bytes.extend([ESC, b'a', u8::from(self.is_centred)]);
        }
        if self.is_bold != old.is_bold {
            bytes.extend([ESC, b'E', u8::from(self.is_bold)]);
        }
        if self.is_large != old.is_large {
            bytes.extend([GS, b'!', if self.is_large { 0x11 } else { 0 }]);
        }
    }
}

struct PrintedLine {
    text: String,
    look: Look,
}

struct Lines {
    across: usize,
    lines: Vec<PrintedLine>,
}

impl Lines {
    fn put(&mut self, text: &str, look: Look) {
        self.put_at(0, text, look);
    }

    /// What belongs to the line above.
    fn indented(&mut self, text: &str) {
        self.put_at(2, text, Look::default());
    }

    fn put_at(&mut self, indent: usize, text: &str, look: Look) {
        let across = if look.is_large { self.across / 2 } else { self.across } - indent;
        let blank = " ".repeat(indent);
        let text = plain(text);
        let mut line = String::new();
        for word in text.split_whitespace() {
            let length = line.chars().count();
            if length > 0 && length + 1 + word.chars().count() > across {
                self.lines.push(PrintedLine { text: format!("{blank}{}", std::mem::take(&mut line)), look });
            } else if length > 0 {
                line.push(' ');
            }
            for letter in word.chars() {
                if line.chars().count() == across {
                    self.lines.push(PrintedLine { text: format!("{blank}{}", std::mem::take(&mut line)), look });
                }
                line.push(letter);
            }
        }
        if !line.is_empty() {
            self.lines.push(PrintedLine { text: format!("{blank}{line}"), look });
        }
    }

    fn left(&mut self, text: &str) {
        self.put(text, Look::default());
    }

    fn centred(&mut self, text: &str) {
        self.put(text, Look { is_centred: true, ..Look::default() });
    }

    fn rule(&mut self) {
        self.lines.push(PrintedLine { text: "-".repeat(self.across), look: Look::default() });
    }

    /// A label and a figure at the right: on two lines where one is too short.
    fn pair(&mut self, label: &str, figure: &str, is_bold: bool) {
        let (label, figure) = (plain(label), plain(figure));
        let look = Look { is_bold, ..Look::default() };
        let used = label.chars().count() + figure.chars().count();
        if used < self.across {
            let text = format!("{label}{}{figure}", " ".repeat(self.across - used));
            self.lines.push(PrintedLine { text, look });
        } else {
            self.put(&label, look);
            let length = figure.chars().count();
            if length > self.across {
                self.put(&figure, look);
            } else {
                let text = format!("{}{figure}", " ".repeat(self.across - length));
                self.lines.push(PrintedLine { text, look });
            }
        }
    }

    fn receipt(&mut self, receipt: &Receipt) {
        let words = &receipt.words;
        if receipt.copy {
            self.put(words.copy, Look { is_centred: true, is_bold: true, is_large: true });
        }
        self.put(&receipt.shop_name, Look { is_centred: true, is_bold: true, is_large: true });
        for line in receipt.shop_lines.iter().chain(&receipt.header_lines) {
            self.centred(line);
        }
        self.rule();
        self.pair(&format!("{} {}", words.receipt, receipt.order_number), &receipt.sold_at, false);
        if receipt.design.show_cashier {
            self.pair(&receipt.till, &format!("{} {}", words.served_by, receipt.cashier), false);
        } else {
            self.left(&receipt.till);
        }
        if let Some(customer) = &receipt.customer {
            self.left(&format!("{}: {customer}", words.customer));
        }
        self.rule();
        self.items(receipt);
        self.rule();
        self.sums(receipt);
        if receipt.design.show_tax_table && !receipt.taxes.is_empty() {
            self.rule();
            self.taxes(receipt);
        }
        self.rule();
        for line in receipt.footer.trim().lines() {
            self.centred(line);
        }
        self.centred(&receipt.order_number);
    }

    fn items(&mut self, receipt: &Receipt) {
        for item in &receipt.items {
            self.pair(&item.name, &item.total.to_string(), false);
            if receipt.design.show_sku {
                self.indented(&format!("{} {}", receipt.words.sku, item.sku));
            }
            if let Some(detail) = &item.detail {
                self.indented(detail);
            }
            if let Some(discount) = item.discount {
                self.indented(&format!("{} -{discount}", receipt.words.discount));
            }
            if let Some(note) = &item.note {
                self.indented(&format!("> {note}"));
            }
        }
    }

    fn sums(&mut self, receipt: &Receipt) {
        let words = &receipt.words;
        if receipt.order_discount.is_some() || receipt.subtotal != receipt.total {
            self.pair(words.subtotal, &receipt.subtotal.to_string(), false);
        }
        if let Some(discount) = receipt.order_discount {
            self.pair(words.discount, &format!("-{discount}"), false);
        }
        for tax in receipt.taxes.iter().filter(|tax| !tax.included) {
            self.pair(&Receipt::tax_name(tax), &tax.tax.to_string(), false);
        }
        self.pair(&format!("{} {}", words.total, receipt.currency.code()), &receipt.total.to_string(), true);
        let mut some = |label: &str, amount: Option<Money>, is_bold: bool| {
            if let Some(amount) = amount {
                self.pair(label, &amount.to_string(), is_bold);
            }
        };
        some(words.cash_rounding, receipt.cash_rounding, false);
        for tender in &receipt.tenders {
            some(words.method(tender.method), Some(tender.given), false);
        }
        some(words.change, receipt.change, true);
        some(words.saved, receipt.savings, true);
    }

    fn taxes(&mut self, receipt: &Receipt) {
        let words = &receipt.words;
        let column = |net: &str, tax: &str| format!("{net:>11}{tax:>10}");
        self.pair(words.tax_rate, &column(words.net, words.tax), false);
        for tax in &receipt.taxes {
            let included = if tax.included { words.included } else { "" };
            let name = format!("{} {included}", Receipt::tax_name(tax));
            self.pair(name.trim_end(), &column(&tax.net.to_string(), &tax.tax.to_string()), false);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::receipts::pdf::tests::full;
    use crate::settings::ReceiptLanguage;

    /// The bytes a person can read: a line of the printer a line, everything else escaped.
    fn readable(bytes: &[u8]) -> String {
        bytes.split_inclusive(|byte| *byte == b'\n').map(|line| format!("{}\n", line.escape_ascii())).collect()
    }

    #[test]
    fn a_receipt_is_these_bytes() {
        insta::assert_snapshot!("roll_80", readable(&bytes(&full(), true)));
        let mut narrow = full();
        narrow.design.paper = Paper::Roll58;
        narrow.design.language = ReceiptLanguage::De;
        narrow.words = *crate::receipts::ReceiptWords::of(ReceiptLanguage::De);
        (narrow.design.show_qr, narrow.design.show_tax_table, narrow.design.show_sku) = (false, false, true);
        insta::assert_snapshot!("roll_58", readable(&bytes(&narrow, false)));
    }

    #[test]
    fn no_line_is_longer_than_the_paper_and_every_byte_is_the_pages() {
        for (paper, across) in [(Paper::Roll80, LETTERS_80), (Paper::Roll58, LETTERS_58)] {
            let mut receipt = crate::receipts::pdf::tests::hostile();
            receipt.design.paper = paper;
            let mut lines = Lines { across, lines: Vec::new() };
            lines.receipt(&receipt);
            for line in &lines.lines {
                let room = if line.look.is_large { across / 2 } else { across };
                assert!(line.text.chars().count() <= room, "{}", line.text);
                assert!(!line.text.contains(char::is_control));
            }
        }
    }

    #[test]
    fn letters_are_the_code_pages() {
        assert_eq!((PAGE_437.letters.chars().count(), PAGE_858.letters.chars().count()), (128, 128));
        assert_eq!((PAGE_437.byte('ü'), PAGE_858.byte('ü'), PAGE_858.byte('€')), (Some(0x81), Some(0x81), Some(0xd5)));
        assert_eq!((PAGE_437.byte('€'), PAGE_437.byte('\n')), (None, None));
        assert_eq!([PAGE_858.nearest('ő'), PAGE_858.nearest('ﬁ'), PAGE_858.nearest('漢')], *b"of?");
    }
}
