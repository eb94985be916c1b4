//! Receipts of every design drawn: in each language, on each paper, with each part shown or not.

use printpdf::{PdfDocument, PdfParseOptions};

use super::compose::compose;
use super::paper::{MM, Measure, Page, ROLL_58, ROLL_80};
use super::tests::{carried, check_places, euro, full, hostile, item, read, roll};
use super::text::{self, Style};
use super::{receipt as drawn, sheet};
use crate::receipts::{Picture, ReceiptWords};
use crate::settings::{Paper, ReceiptDesign, ReceiptLanguage};

const BODY: Style = Style { size: 9.0, bold: false };

/// Every language on every paper, the worst texts too, with a logo and all its parts.
#[test]
fn nothing_leaves_its_place_in_any_language_on_any_paper() {
    let logo = Picture { width: 300, height: 100, rgb: vec![120; 300 * 100 * 3] };
    for language in [ReceiptLanguage::En, ReceiptLanguage::De, ReceiptLanguage::Hi, ReceiptLanguage::Ar] {
        for mut receipt in [full(), hostile()] {
            receipt.words = *ReceiptWords::of(language);
            receipt.design = ReceiptDesign {
                language,
                show_customer: true,
                show_sku: true,
                show_savings: true,
                ..ReceiptDesign::default()
            };
            (receipt.customer, receipt.savings) = (Some("W".repeat(90)), Some(euro(345)));
            receipt.header_lines = vec!["Open daily".to_owned(), "W".repeat(90)];
            let a4 = Measure { paper: 210.0 * MM, margin: 18.0 * MM, width: 174.0 * MM };
            for (paper, measure) in [(Paper::Roll80, ROLL_80), (Paper::Roll58, ROLL_58), (Paper::A4, a4)] {
                receipt.design.paper = paper;
                let mut pages = match paper {
                    Paper::A4 => sheet::compose(&receipt, Some(&logo), carried()),
                    Paper::Roll80 | Paper::Roll58 => compose(&receipt, Some(&logo), carried()),
                };
                check_places(&pages, measure);
                pages.iter_mut().for_each(Page::mirror);
                check_places(&pages, measure);
                drawn(&receipt, Some(&logo)).expect("drawn");
            }
        }
    }
}

#[test]
fn the_words_of_every_language_have_their_glyphs() {
    for language in [ReceiptLanguage::En, ReceiptLanguage::De, ReceiptLanguage::Hi, ReceiptLanguage::Ar] {
        let words = serde_json::to_value(ReceiptWords::of(language)).expect("words are JSON");
        for (name, word) in words.as_object().expect("an object") {
            for bold in [false, true] {
                let line = text::line(carried(), word.as_str().expect("a word"), Style { size: 9.0, bold });
                assert!(line.glyphs.iter().all(|glyph| glyph.id != 0), "{name} in {language:?}");
            }
        }
    }
}

#[test]
fn a_long_order_goes_on_on_numbered_sheets_with_the_headings_again() {
    let mut receipt = full();
    receipt.design.paper = Paper::A4;
    receipt.items = (0..120).map(|number| item(&format!("Item {number:03} of an order"), 100 + number)).collect();
    let bytes = roll(&receipt).expect("drawn");
    let document = PdfDocument::parse(&bytes, &PdfParseOptions::default(), &mut Vec::new()).expect("a PDF");
    let count = document.pages.len();
    assert!(count > 2);
    let text = read(&bytes);
    assert!((0..120).all(|number| text.contains(&format!("Item{number:03}of"))));
    assert!((1..=count).all(|number| text.contains(&format!("Page{number}/{count}"))));
    assert!(text.matches("Amount").count() >= count - 1, "headings on every sheet with items");
}

#[test]
fn what_is_not_shown_is_not_there() {
    let mut receipt = full();
    receipt.design.show_cashier = false;
    receipt.design.show_tax_table = false;
    for paper in [Paper::Roll80, Paper::Roll58, Paper::A4] {
        receipt.design.paper = paper;
        let text = read(&roll(&receipt).expect("drawn"));
        for word in ["Aoife", "Net", "SKU", "saved", "Customer"] {
            assert!(!text.contains(word), "{word} in {text}");
        }
        assert!(text.contains("15.49"));
    }
}

#[test]
fn a_number_after_an_arabic_word_keeps_its_order() {
    let line = text::phrase(carried(), "إيصال", "20261122-000147", BODY);
    let read: String = line.glyphs.iter().map(|glyph| glyph.text.as_str()).collect();
    assert!(read.starts_with("20261122-000147"), "{read}: seen from the left, the label is behind its value");
    let line = text::phrase(carried(), "Receipt", "1-000147", BODY);
    let read: String = line.glyphs.iter().map(|glyph| glyph.text.as_str()).collect();
    assert_eq!(read, "Receipt1-000147");
    assert!(line.glyphs.windows(2).all(|pair| pair[0].x <= pair[1].x));
}
