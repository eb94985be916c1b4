//! GTINs: lengths, check digits, and when two codes are the same product. Pure.
//!
//! Source: GS1 General Specifications, 3.3 (GTIN), 7.9 (check digit).

use super::MAX_CODE_CHARS;
use crate::error::{Error, Result};

/// A kind of number on a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Eight digits.
    Ean8,
    /// Twelve digits.
    UpcA,
    /// Thirteen digits.
    Ean13,
    /// Fourteen digits: of a case, or of goods sold by measure.
    Gtin14,
}

impl Kind {
    /// The kind of number these digits are, by their length and their check digit.
    pub fn of(code: &str) -> Option<Self> {
        let kind = match code.len() {
            8 => Self::Ean8,
            12 => Self::UpcA,
            13 => Self::Ean13,
            14 => Self::Gtin14,
            _ => return None,
        };
        (is_digits(code) && has_right_check_digit(code)).then_some(kind)
    }

    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ean8 => "ean8",
            Self::UpcA => "upca",
            Self::Ean13 => "ean13",
            Self::Gtin14 => "gtin14",
        }
    }
}

/// Whether a text is digits and nothing else.
pub fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A code as codes are compared: a UPC-A is an EAN-13 with a leading zero, a GTIN-14 with a leading zero an EAN-13,
/// and an EAN-8 stays itself behind the zeros that an element string puts before it.
pub fn key(code: &str) -> String {
    let code = code.trim();
    if !is_digits(code) {
        return code.to_owned();
    }
    let thirteen = match code.len() {
        12 => format!("0{code}"),
        13 => code.to_owned(),
        14 if code.starts_with('0') => code[1..].to_owned(),
        _ => return code.to_owned(),
    };
    match thirteen.strip_prefix("00000") {
        Some(eight) if has_right_check_digit(eight) => eight.to_owned(),
        Some(_) | None => thirteen,
    }
}

/// Checks a code that a product is to be sold by. Digits of a GTIN's length must be a GTIN.
///
/// # Errors
/// `invalid`: empty, too long, unprintable, or a wrong check digit.
pub fn check(code: &str, field: &str) -> Result<String> {
    let code = code.trim();
    if code.is_empty() || code.len() > MAX_CODE_CHARS || !code.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Error::invalid(field, format!("A barcode has 1 to {MAX_CODE_CHARS} letters or digits.")));
    }
    let is_gtin = matches!(code.len(), 8 | 12 | 13 | 14) && is_digits(code);
    if is_gtin && !has_right_check_digit(code) {
        return Err(Error::invalid(
            field,
            format!("The last digit of {code} does not fit the others: please scan it again."),
        ));
    }
    Ok(code.to_owned())
}

/// Whether the last digit is the check digit of the ones before it: weights 3 and 1 from the right, modulo 10.
pub fn has_right_check_digit(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, byte)| u32::from(byte.wrapping_sub(b'0')) * if place % 2 == 0 { 1 } else { 3 })
        .sum();
    sum.is_multiple_of(10)
}

/// The check digit that belongs behind these digits.
pub fn check_digit(digits: &str) -> char {
    let fits = |digit: &char| has_right_check_digit(&format!("{digits}{digit}"));
    ('0'..='9').find(fits).unwrap_or('0')
}

/// What a symbology identifier says of the number behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Symbology {
    /// EAN-13, UPC-A or UPC-E.
    Ean,
    /// EAN-8.
    Ean8,
    /// Any text.
    Text,
}

/// Takes a symbology identifier off: `]`, a letter, a figure. Source: ISO/IEC 15424.
pub(super) fn symbology(scan: &str) -> Option<(Symbology, &str)> {
    let (identifier, rest) = (scan.get(..3)?, scan.get(3..)?);
    let [b']', letter, modifier] = identifier.as_bytes() else { return None };
    match (letter, modifier) {
        (b'E', b'4') => Some((Symbology::Ean8, rest)),
        (b'E', b'0' | b'3') => Some((Symbology::Ean, rest)),
        (b'A' | b'C' | b'd' | b'F' | b'G' | b'I' | b'L' | b'Q' | b'X' | b'z', b'0'..=b'9') if !rest.is_empty() => {
            Some((Symbology::Text, rest))
        }
        _ => None,
    }
}

/// The number behind a symbology identifier, which must be one of that symbology.
pub(super) fn of_symbology(symbology: Symbology, code: &str) -> Result<String> {
    let fits = match symbology {
        Symbology::Ean8 => code.len() == 8,
        Symbology::Ean => matches!(code.len(), 8 | 12 | 13),
        Symbology::Text => return Ok(code.to_owned()),
    };
    if fits && is_digits(code) {
        return check(code, "code");
    }
    Err(Error::invalid("code", format!("{code} is no whole barcode: please scan it again.")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gtins_are_checked_other_codes_are_taken() {
        for good in [
            "5901234123457",
            "416000336108",
            "73513537",
            "11012344",
            "15400141288763",
            " 4006381333931\n",
            "ABC-123",
            "4011",
            "123456789",
        ] {
            assert!(check(good, "code").is_ok(), "{good:?}");
        }
        for bad in [
            "95012345678902",
            "12312312312330",
            "5901234123458",
            "",
            "   ",
            "40063813339\u{ff13}1",
            "a b",
            "4006381333932",
        ] {
            assert!(check(bad, "code").is_err(), "{bad:?}");
        }
    }

    #[test]
    fn one_product_whatever_length_its_gtin_was_scanned_in() {
        assert_eq!(key("036000291452"), key("0036000291452"));
        assert_eq!(key("00036000291452"), key("036000291452"));
        assert_eq!(key("00000073513537"), "73513537");
        assert_eq!(key("000073513537"), "73513537");
        assert_eq!(key("0000073513537"), "73513537");
        assert_ne!(key("10036000291459"), key("036000291452"));
        assert_eq!(key(" ABC-123 "), "ABC-123");
    }

    #[test]
    fn a_check_digit_is_found_and_a_kind_is_known_by_it() {
        for (code, kind) in [
            ("5901234123457", Kind::Ean13),
            ("416000336108", Kind::UpcA),
            ("73513537", Kind::Ean8),
            ("24012345678905", Kind::Gtin14),
            ("95012345678903", Kind::Gtin14),
            ("94019097685457", Kind::Gtin14),
        ] {
            assert_eq!(Kind::of(code), Some(kind));
            let (digits, last) = code.split_at(code.len() - 1);
            assert_eq!(check_digit(digits).to_string(), last);
        }
        for bad in ["8711112", "", "5901234123458", "40063813339\u{ff13}1", "95012345678902"] {
            assert_eq!(Kind::of(bad), None, "{bad:?}");
        }
    }
}
