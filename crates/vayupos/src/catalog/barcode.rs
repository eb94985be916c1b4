//! Barcodes: what a scanner sends, and when two codes are the same product. Pure.
//!
//! Source: GS1 General Specifications, 3.3 (GTIN), 7.9 (check digit).

use crate::error::{Error, Result};

/// Characters of a code at the most; a GS1 DataMatrix holds more, but no product is found by more.
pub const MAX_CODE_CHARS: usize = 64;

/// A code as codes are compared: a UPC-A is an EAN-13 with a leading zero, a GTIN-14 with a leading zero an EAN-13.
pub fn key(code: &str) -> String {
    let code = code.trim();
    if !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return code.to_owned();
    }
    match code.len() {
        12 => format!("0{code}"),
        14 if code.starts_with('0') => code[1..].to_owned(),
        _ => code.to_owned(),
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
    let is_gtin = matches!(code.len(), 8 | 12 | 13 | 14) && code.bytes().all(|byte| byte.is_ascii_digit());
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
        assert_ne!(key("10036000291459"), key("036000291452"));
        assert_eq!(key(" ABC-123 "), "ABC-123");
    }
}
