//! Receipts drawn and read back: what stands on them, and that nothing leaves its place.

use printpdf::{PdfDocument, PdfParseOptions};

use super::compose::compose;
use super::fonts::{Fonts, fonts};
use super::paper::{MAX_PAGE_HEIGHT, Mark, Measure, Page, ROLL_80};
use super::receipt as drawn;
use super::text::{self, Style};
use crate::currency::Currency;
use crate::money::{Money, Percent, UnitPrice};
use crate::quantity::Quantity;
use crate::receipts::{Receipt, ReceiptItem, ReceiptTax, ReceiptTender, ReceiptWords};
use crate::sales::tender::Method;
use crate::settings::{ReceiptDesign, ReceiptLanguage};

/// Draws without a logo.
pub(super) fn roll(receipt: &Receipt) -> crate::error::Result<Vec<u8>> {
    drawn(receipt, None)
}

const BODY: Style = Style { size: 9.0, bold: false };
/// What a measure may be off by: a hundredth of a point.
const TOLERANCE: f32 = 0.01;

pub(super) fn carried() -> &'static Fonts {
    fonts().expect("the carried fonts are readable")
}

pub(super) fn euro(minor: i64) -> Money {
    Money::new(minor, 2)
}

pub(crate) fn item(name: &str, total_minor: i64) -> ReceiptItem {
    ReceiptItem {
        name: name.to_owned(),
        sku: "SKU-1".to_owned(),
        quantity: Quantity::ONE,
        unit: "each".to_owned(),
        unit_price: UnitPrice::stored(total_minor.saturating_mul(100), 2),
        detail: None,
        discount: None,
        total: euro(total_minor),
        note: None,
    }
}

fn tax(name: &str, rate_e4: i64, included: bool) -> ReceiptTax {
    let rate = Percent::new(rate_e4).expect("a rate");
    ReceiptTax { name: name.to_owned(), rate, net: euro(1825), tax: euro(246), included }
}

/// A receipt with everything a receipt can have.
pub(crate) fn full() -> Receipt {
    let mut bananas = item("Bananas, Fairtrade", 154);
    bananas.detail = Some("0.642 kg × 2.40/kg".to_owned());
    let mut bread = item("Käsekuchen", 405);
    bread.detail = Some("1 × 4.50".to_owned());
    bread.discount = Some(euro(45));
    bread.note = Some("one fork".to_owned());
    Receipt {
        copy: true,
        shop_name: "Corner & Bean".to_owned(),
        shop_lines: vec!["12 Main Street".to_owned(), "IE1234567FA".to_owned()],
        order_number: "20261122-000147".to_owned(),
        design: ReceiptDesign::default(),
        words: *ReceiptWords::of(ReceiptLanguage::En),
        logo_version: None,
        header_lines: Vec::new(),
        customer: None,
        savings: None,
        sold_at: "2026-11-22 14:05".to_owned(),
        till: "Front till".to_owned(),
        cashier: "Aoife Byrne".to_owned(),
        currency: Currency::find("EUR").expect("a currency"),
        items: vec![bananas, bread, item("Borscht Борщ, Φέτα, phở đặc biệt", 1290)],
        subtotal: euro(1849),
        order_discount: Some(euro(300)),
        taxes: vec![tax("VAT 13.5%", 135_000, true), tax("Levy", 20_000, false)],
        net: euro(1357),
        tax_total: euro(492),
        total: euro(1549),
        cash_rounding: Some(euro(1)),
        tenders: vec![
            ReceiptTender { method: Method::GiftCard, given: euro(500) },
            ReceiptTender { method: Method::Cash, given: euro(2000) },
        ],
        change: Some(euro(950)),
        footer: "Thank you.\n\nUntil next time!".to_owned(),
        qr: "20261122-000147".to_owned(),
    }
}

/// A receipt whose every text is as bad as it may be.
pub(crate) fn hostile() -> Receipt {
    let names = [
        "W".repeat(120),
        "漢字カナ、".repeat(24),
        "שלום".repeat(30),
        "می\u{200c}خواهم ".repeat(12),
        "क्षत्रिय".repeat(15),
        "👨‍👩‍👧🎉".repeat(20),
        format!("a\u{202e}\u{2066}b{}", "\u{336}".repeat(100)),
        "\u{200d}\u{feff}\u{0}\n\t".repeat(20),
        "\u{378}\u{10ffff}\u{e000}\u{fffd}".repeat(30),
        String::new(),
    ];
    let mut receipt = full();
    receipt.items = names.iter().map(|name| item(name, i64::MAX)).collect();
    for (item, name) in receipt.items.iter_mut().zip(&names) {
        item.detail = Some(name.repeat(2));
        item.note = Some(name.repeat(4));
        item.discount = Some(euro(i64::MAX));
    }
    receipt.taxes.iter_mut().for_each(|tax| {
        (tax.name, tax.net, tax.tax) = ("W".repeat(60), euro(i64::MIN), euro(i64::MIN));
    });
    (receipt.total, receipt.subtotal, receipt.change) = (euro(i64::MAX), euro(i64::MIN), Some(euro(i64::MAX)));
    (receipt.shop_name, receipt.till, receipt.cashier) = ("W".repeat(80), names[2].clone(), names[6].clone());
    (receipt.footer, receipt.order_number) = (names.join("\n"), "9".repeat(400));
    receipt.qr = "x".repeat(5000);
    receipt
}

/// Checks that everything stands between the margins, and that no two texts stand on each other.
pub(super) fn check_places(pages: &[Page<'_>], measure: Measure) {
    let Measure { margin, width: printed, .. } = measure;
    for page in pages {
        assert!(page.height <= MAX_PAGE_HEIGHT);
        let mut stretches: Vec<(f32, f32, f32)> = Vec::new();
        for mark in &page.marks {
            let (x, y, width, height) = match mark {
                Mark::Text { x, y, line } => {
                    stretches.push((*y, *x, x + line.width));
                    (*x, *y, line.width, 0.0)
                }
                Mark::Rule { x, y, width } => (*x, *y, *width, 0.0),
                Mark::Frame { x, y, width, height } | Mark::Picture { x, y, width, height } => {
                    (*x, *y, *width, *height)
                }
                Mark::Blocks(blocks) => {
                    assert!(blocks.iter().all(|[x, y, width, height]| {
                        *x >= margin - TOLERANCE
                            && x + width <= margin + printed + TOLERANCE
                            && y + height <= page.height
                    }));
                    continue;
                }
            };
            assert!(x >= margin - TOLERANCE && x + width <= margin + printed + TOLERANCE, "{x} + {width}");
            assert!(y > 0.0 && y + height < page.height, "{y} + {height}");
        }
        stretches.sort_by(|one, other| one.partial_cmp(other).expect("places are numbers"));
        for pair in stretches.windows(2) {
            let [(y, _, end), (next_y, start, _)] = pair else { continue };
            assert!(y != next_y || end <= start, "a text ends at {end}, the next begins at {start}");
        }
    }
}

/// All text of a PDF, without blanks.
pub(super) fn read(bytes: &[u8]) -> String {
    let mut warnings = Vec::new();
    let document = PdfDocument::parse(bytes, &PdfParseOptions::default(), &mut warnings).expect("a PDF");
    let text: String = document.extract_text().concat().concat();
    text.chars().filter(|letter| !letter.is_whitespace()).collect()
}

#[test]
fn everything_on_a_receipt_can_be_read_back() {
    let text = read(&roll(&full()).expect("drawn"));
    for word in [
        "COPY",
        "Corner & Bean",
        "12 Main Street",
        "IE1234567FA",
        "Receipt 20261122-000147",
        "2026-11-22 14:05",
        "Front till",
        "Served by Aoife Byrne",
        "Bananas, Fairtrade",
        "0.642 kg × 2.40/kg",
        "1.54",
        "Käsekuchen",
        "1 × 4.50",
        "Discount −0.45",
        "» one fork",
        "4.05",
        "Борщ",
        "Φέτα",
        "phở đặc biệt",
        "12.90",
        "Subtotal",
        "18.49",
        "−3.00",
        "Levy 2%",
        "TOTAL EUR",
        "15.49",
        "Cash rounding",
        "0.01",
        "Gift card",
        "5.00",
        "Cash",
        "20.00",
        "Change",
        "9.50",
        "VAT 13.5% incl.",
        "18.25",
        "2.46",
        "Sum",
        "13.57",
        "4.92",
        "Thank you.",
        "Until next time!",
    ] {
        let word: String = word.chars().filter(|letter| !letter.is_whitespace()).collect();
        assert!(text.contains(&word), "{word} in {text}");
    }
}

#[test]
fn the_paper_is_80_mm_wide_and_as_long_as_the_receipt() {
    let length = |receipt: &Receipt| {
        let bytes = roll(receipt).expect("drawn");
        let document = PdfDocument::parse(&bytes, &PdfParseOptions::default(), &mut Vec::new()).expect("a PDF");
        let [page] = document.pages.as_slice() else { panic!("one page") };
        assert!((page.media_box.width.0 - ROLL_80.paper).abs() < TOLERANCE);
        page.media_box.height.0
    };
    let (long, mut short) = (full(), full());
    short.items.truncate(1);
    assert!(length(&short) < length(&long));
}

#[test]
fn nothing_leaves_its_place() {
    check_places(&compose(&full(), None, carried()), ROLL_80);
    check_places(&compose(&hostile(), None, carried()), ROLL_80);
}

#[test]
fn no_name_keeps_a_receipt_from_being_drawn() {
    roll(&hostile()).expect("drawn");
}

#[test]
fn five_hundred_items_are_all_there() {
    let mut receipt = full();
    receipt.items = (0..500).map(|number| item(&format!("Item {number:03} of a large order"), 100 + number)).collect();
    let pages = compose(&receipt, None, carried());
    check_places(&pages, ROLL_80);
    let bytes = roll(&receipt).expect("drawn");
    let text = read(&bytes);
    assert!((0..500).all(|number| text.contains(&format!("Item{number:03}of"))));
}

#[test]
fn a_longer_receipt_than_a_page_can_be_goes_on_on_the_next() {
    let mut receipt = full();
    receipt.items = (0..500).map(|number| item(&"word ".repeat(24), number)).collect();
    let pages = compose(&receipt, None, carried());
    assert!(pages.len() > 1);
    check_places(&pages, ROLL_80);
}

#[test]
fn the_same_receipt_gives_the_same_bytes() {
    assert_eq!(roll(&full()).expect("drawn"), roll(&full()).expect("drawn"));
}

#[test]
fn a_receipt_is_small_enough_for_an_email() {
    assert!(roll(&full()).expect("drawn").len() < 60_000);
}

#[test]
fn a_receipt_without_extras_says_nothing_about_them() {
    let mut receipt = full();
    receipt.copy = false;
    (receipt.order_discount, receipt.cash_rounding, receipt.change) = (None, None, None);
    (receipt.taxes, receipt.subtotal) = (Vec::new(), receipt.total);
    receipt.items.iter_mut().for_each(|item| item.discount = None);
    let text = read(&roll(&receipt).expect("drawn"));
    for word in ["COPY", "Discount", "Subtotal", "rounding", "Change", "Net"] {
        assert!(!text.contains(word), "{word} in {text}");
    }
}

#[test]
fn arabic_joins_and_reads_from_right_to_left() {
    let line = text::line(carried(), "tea چای", BODY);
    let read: Vec<&str> = line.glyphs.iter().map(|glyph| glyph.text.as_str()).collect();
    assert_eq!(read, ["t", "e", "a", " ", "ی", "ا", "چ"]);
    let first = &line.glyphs[6];
    let alone = first.face.font.charmap().map_unicode('چ').map(|glyph| glyph.to_u32());
    assert_ne!(Some(u32::from(first.id)), alone, "the first letter has the form that joins");
}

#[test]
fn a_character_of_no_font_is_a_box() {
    let line = text::line(carried(), "a\u{378}b", BODY);
    assert_eq!(line.glyphs.iter().map(|glyph| glyph.id == 0).collect::<Vec<_>>(), [false, true, false]);
    assert!(line.glyphs[1].x > 0.0 && line.width > line.glyphs[2].x);
}

#[test]
fn lines_fit_and_lose_nothing() {
    for text in [
        "a few words that need more than one line",
        &"unbroken".repeat(20),
        &"抹茶、".repeat(20),
        "שלום עולם שלום עולם שלום",
    ] {
        let lines = text::lines(carried(), text, BODY, 100.0);
        assert!(lines.len() > 1 && lines.iter().all(|line| line.width <= 100.0), "{text}");
        let placed: usize = lines.iter().map(|line| line.glyphs.iter().filter(|glyph| glyph.text != " ").count()).sum();
        assert_eq!(placed, text.chars().filter(|letter| *letter != ' ').count(), "{text}");
    }
    // Narrower than any letter: one letter a line, and an end.
    assert_eq!(text::lines(carried(), "word", BODY, 0.1).len(), 4);
    assert!(text::lines(carried(), " \u{200b} ", BODY, 100.0).is_empty());
}

#[test]
fn words_are_broken_only_when_they_must_be() {
    let read = |text: &str| {
        let lines = text::lines(carried(), text, BODY, 52.0);
        lines.iter().map(|line| line.glyphs.iter().map(|glyph| glyph.text.as_str()).collect()).collect::<Vec<String>>()
    };
    assert_eq!(read("fresh sourdough bread"), ["fresh", "sourdough", "bread"]);
    assert_eq!(read("non-alcoholic"), ["non-", "alcoholic"]);
}
