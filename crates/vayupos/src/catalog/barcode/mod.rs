//! Barcodes: what a scanner sends, and what it means. Pure.
//!
//! [`gtin`] knows numbers of products and their check digits, [`measure`] the labels of a shop's scales, [`gs1`] the
//! element strings on goods of other firms, [`terms`] what weight and price in a code come to. Which product it is, is
//! none of this: see `catalog::scan`.

pub mod description;
pub mod gs1;
pub mod gtin;
pub mod measure;
pub mod terms;

pub use gs1::Elements;
pub use gtin::{check, has_right_check_digit, key};
pub use measure::{Measure, ScaleCode, ScaleLabel};

use crate::error::Result;

/// Characters of a code that a product is sold by.
pub const MAX_CODE_CHARS: usize = 64;
/// Characters of a scan: a GS1 DataMatrix says more than which product it is.
pub const MAX_SCAN_CHARS: usize = 512;

/// What a scanner sent, read.
#[derive(Debug, Clone, PartialEq)]
pub enum Reading {
    /// A number or a word that stands for a product, without what the scanner put around it.
    Plain(String),
    /// A GS1 element string: a product's number and facts about this one piece.
    Elements(Elements),
}

/// Symbology identifiers of GS1 symbols. Source: GS1 General Specifications, 5.1.2, and ISO/IEC 15424.
const GS1_SYMBOLOGIES: [&str; 5] = ["]C1", "]d2", "]Q3", "]e0", "]J1"];

/// Reads what a scanner sent: takes off blanks and the symbology identifier, and tells an element string from a number.
///
/// # Errors
/// `invalid`: an element string that is not one, or a number of the wrong length for its symbology.
pub fn read(scan: &str) -> Result<Reading> {
    let scan = scan.trim();
    if let Some(rest) = GS1_SYMBOLOGIES.iter().find_map(|symbology| scan.strip_prefix(symbology)) {
        return Elements::parse(rest).map(Reading::Elements);
    }
    if gs1::is_bracketed(scan) || scan.contains(gs1::FNC1) {
        return Elements::parse(scan).map(Reading::Elements);
    }
    if let Some((kind, rest)) = gtin::symbology(scan) {
        return gtin::of_symbology(kind, rest).map(Reading::Plain);
    }
    // Many scanners are set up to send no identifier. A GTIN behind 01 with more behind it is no product's own number.
    match Elements::parse(scan) {
        Ok(elements) if scan.len() > MAX_BARE_DIGITS && elements.gtin().is_some() => Ok(Reading::Elements(elements)),
        Ok(_) | Err(_) => Ok(Reading::Plain(scan.to_owned())),
    }
}

/// The longest number that stands for a product by itself.
const MAX_BARE_DIGITS: usize = 14;

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(scan: &str) -> Option<String> {
        match read(scan) {
            Ok(Reading::Plain(code)) => Some(code),
            Ok(Reading::Elements(_)) | Err(_) => None,
        }
    }

    #[test]
    fn what_the_scanner_put_around_a_code_is_taken_off() {
        for (scan, code) in [
            (" 4006381333931\r\n", "4006381333931"),
            ("]E04006381333931", "4006381333931"),
            ("]E402345673", "02345673"),
            ("]C0ABC-123", "ABC-123"),
            ("]Q1HELLO", "HELLO"),
            ("]d1HELLO", "HELLO"),
            ("01-ABC", "01-ABC"),
            ("(01)", "(01)"),
            ("]", "]"),
            ("]E", "]E"),
            ("0112312312312", "0112312312312"),
        ] {
            assert_eq!(plain(scan).as_deref(), Some(code), "{scan:?}");
        }
        assert!(read("]E41234567").is_err(), "seven digits are no EAN-8");
        assert!(read("]E04006381333932").is_err(), "the check digit");
    }

    #[test]
    fn an_element_string_is_known_without_its_identifier() {
        for scan in ["011231231231233310ABC123", "(01)12312312312333(10)ABC123", "]C1011231231231233310ABC123"] {
            let Ok(Reading::Elements(elements)) = read(scan) else { panic!("{scan}") };
            assert_eq!((elements.gtin(), elements.value("10")), (Some("12312312312333"), Some("ABC123")), "{scan}");
        }
        assert_eq!(plain("011231231231233010ABC").as_deref(), Some("011231231231233010ABC"), "no GTIN: a word");
    }
}
