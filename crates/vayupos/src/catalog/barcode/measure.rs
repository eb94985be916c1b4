//! Labels of the shop's scales: an EAN-13 of the shop's own range with an item's number and a weight or a price. Pure.
//!
//! Which prefixes mean what is each shop's own choice, as its scales are set up: [`ScaleCode`]. The label is found by
//! one of these, in this order: a product whose barcode is the label with its figures zeroed and the check digit made
//! anew (`2112345012506` → `2112345000008`), one whose barcode or SKU is the item's number (`12345`), one whose barcode
//! or SKU is that number without leading zeros.
//!
//! Source: GS1 General Specifications, 2.1.12 (restricted circulation), 7.9.2 to 7.9.4 (check digit of the price).

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::gtin::{check_digit, has_right_check_digit, is_digits};
use crate::error::{Error, Result};
use crate::words::words;

/// Kinds of labels of one shop at the most: one for each prefix.
pub const MAX_SCALE_CODES: usize = 11;
/// Decimals of a weight that a quantity can hold.
const WEIGHT_DECIMALS: u8 = 3;
const DEFAULT_CODE_DIGITS: u8 = 5;
/// Digits of an item's number.
const CODE_DIGITS: std::ops::RangeInclusive<u8> = 3..=6;
/// Decimals of the figure at the most.
const MAX_DECIMALS: u8 = 4;

words! {
    /// What a label's figure is.
    pub enum Measure {
        /// How much was put on the scales.
        Weight = "weight",
        /// What it costs.
        Price = "price",
    }
}

/// How labels of one prefix are read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScaleCode {
    /// The first two digits: `02`, or `20` to `29`.
    #[schemars(regex(pattern = "^(02|2[0-9])$"))]
    pub prefix: String,
    /// What the figure is.
    pub measure: Measure,
    /// Digits of the item's number behind the prefix, 3 to 6.
    #[serde(default = "five")]
    #[schemars(range(min = 3, max = 6))]
    pub code_digits: u8,
    /// Decimals of the figure; null: 3 of a weight, those of the currency of a price.
    #[serde(default)]
    #[schemars(range(max = 4))]
    pub decimals: Option<u8>,
    /// Whether a check digit of its own stands before the figure.
    #[serde(default)]
    pub measure_check: bool,
}

/// How labels of one prefix are to be read.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewScaleCode {
    /// The first two digits: `02`, or `20` to `29`.
    #[schemars(regex(pattern = "^(02|2[0-9])$"))]
    prefix: String,
    /// What the figure is.
    measure: Measure,
    /// Digits of the item's number behind the prefix. Left out: 5.
    #[schemars(range(min = 3, max = 6))]
    code_digits: Option<u8>,
    /// Decimals of the figure. Left out: 3 of a weight, those of the currency of a price.
    #[schemars(range(max = 4))]
    decimals: Option<u8>,
    /// Whether a check digit of its own stands before the figure. Left out: false.
    measure_check: Option<bool>,
}

impl From<NewScaleCode> for ScaleCode {
    fn from(new: NewScaleCode) -> Self {
        Self {
            prefix: new.prefix,
            measure: new.measure,
            code_digits: new.code_digits.unwrap_or(DEFAULT_CODE_DIGITS),
            decimals: new.decimals,
            measure_check: new.measure_check.unwrap_or(false),
        }
    }
}

fn five() -> u8 {
    DEFAULT_CODE_DIGITS
}

/// A label, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScaleLabel {
    /// What its figure is.
    pub measure: Measure,
    /// The item's number.
    pub item: String,
    /// The label with its figures zeroed and its check digit made anew.
    pub base_code: String,
    /// Kilograms, or the currency's units; more than zero.
    pub value: Decimal,
}

impl ScaleLabel {
    /// The codes its product may have, the most telling first.
    pub fn product_codes(&self) -> Vec<String> {
        let mut codes = vec![self.base_code.clone(), self.item.clone()];
        let short = self.item.trim_start_matches('0');
        if !short.is_empty() && short != self.item {
            codes.push(short.to_owned());
        }
        codes
    }
}

impl ScaleCode {
    /// Refuses what no label can look like.
    ///
    /// # Errors
    /// `invalid`, naming the place.
    pub fn checked(codes: Vec<Self>, currency_digits: u8) -> Result<Vec<Self>> {
        if codes.len() > MAX_SCALE_CODES {
            return Err(Error::invalid("scale_codes", format!("There are {MAX_SCALE_CODES} prefixes at the most.")));
        }
        for (place, code) in codes.iter().enumerate() {
            let at = |field: &str| format!("scale_codes[{place}].{field}");
            let own_range = code.prefix == "02" || (code.prefix.len() == 2 && code.prefix.starts_with('2'));
            if !own_range || !is_digits(&code.prefix) {
                return Err(Error::invalid(at("prefix"), "A prefix is 02, or 20 to 29."));
            }
            if codes[..place].iter().any(|other| other.prefix == code.prefix) {
                return Err(Error::invalid(at("prefix"), "This prefix is given twice."));
            }
            if !CODE_DIGITS.contains(&code.code_digits) {
                return Err(Error::invalid(at("code_digits"), "An item's number has 3 to 6 digits."));
            }
            if code.measure_check && !matches!(code.figure_digits(), 4 | 5) {
                return Err(Error::invalid(at("measure_check"), "Only figures of 4 or 5 digits have a check digit."));
            }
            let most = match code.measure {
                Measure::Weight => WEIGHT_DECIMALS,
                Measure::Price => currency_digits,
            };
            if code.decimals.is_some_and(|decimals| decimals > most) {
                return Err(Error::invalid(at("decimals"), format!("This figure has {most} decimals at the most.")));
            }
        }
        Ok(codes)
    }

    /// Digits of the figure: what the other parts leave of twelve.
    fn figure_digits(&self) -> usize {
        10_usize.saturating_sub(usize::from(self.code_digits)).saturating_sub(usize::from(self.measure_check))
    }

    fn decimals(&self, currency_digits: u8) -> u8 {
        let usual = match self.measure {
            Measure::Weight => WEIGHT_DECIMALS,
            Measure::Price => currency_digits,
        };
        self.decimals.unwrap_or(usual).min(MAX_DECIMALS)
    }

    /// Reads a label; none when it is not of this prefix.
    ///
    /// # Errors
    /// `invalid`: a wrong check digit, or a figure of nothing, which is never to be sold.
    fn read(&self, code: &str, currency_digits: u8) -> Result<Option<ScaleLabel>> {
        let Some(rest) = code.strip_prefix(&self.prefix) else { return Ok(None) };
        if !has_right_check_digit(code) {
            return Err(Error::invalid(
                "code",
                format!("The last digit of {code} does not fit the others: please scan it again."),
            ));
        }
        let (item, rest) = rest.split_at(usize::from(self.code_digits).min(rest.len()));
        let (check, rest) = rest.split_at(usize::from(self.measure_check).min(rest.len()));
        let figure = rest.get(..self.figure_digits()).unwrap_or_default();
        if !check.is_empty() && figure_check_digit(figure) != check.chars().next() {
            return Err(Error::invalid("code", format!("The figure in {code} was not read right: scan it again.")));
        }
        let value: i64 = figure.parse().unwrap_or_default();
        if value == 0 {
            let what = match self.measure {
                Measure::Weight => "weight",
                Measure::Price => "price",
            };
            return Err(Error::invalid("code", format!("The {what} on this label is zero: weigh it again.")));
        }
        let base = format!("{}{item}{:0<zeros$}", self.prefix, "", zeros = 12 - self.prefix.len() - item.len());
        Ok(Some(ScaleLabel {
            measure: self.measure,
            item: item.to_owned(),
            base_code: format!("{base}{}", check_digit(&base)),
            value: Decimal::new(value, u32::from(self.decimals(currency_digits))),
        }))
    }
}

/// What the scales of a shop print as long as nobody says otherwise.
pub fn usual_scale_codes() -> Vec<ScaleCode> {
    [("02", Measure::Price), ("21", Measure::Weight), ("23", Measure::Price), ("28", Measure::Price)]
        .map(|(prefix, measure)| ScaleCode {
            prefix: prefix.into(),
            measure,
            code_digits: DEFAULT_CODE_DIGITS,
            decimals: None,
            measure_check: false,
        })
        .into()
}

/// Reads a label by the shop's kinds; none when the code is no label of theirs. A UPC-A is read as the EAN-13 it is.
///
/// # Errors
/// As [`ScaleCode`]'s: a wrong check digit, or a figure of nothing.
pub fn read_label(code: &str, kinds: &[ScaleCode], currency_digits: u8) -> Result<Option<ScaleLabel>> {
    if !is_digits(code) || !matches!(code.len(), 12 | 13) {
        return Ok(None);
    }
    let code = if code.len() == 12 { format!("0{code}") } else { code.to_owned() };
    for kind in kinds {
        if let Some(label) = kind.read(&code, currency_digits)? {
            return Ok(Some(label));
        }
    }
    Ok(None)
}

const TWO_MINUS: [u32; 10] = [0, 2, 4, 6, 8, 9, 1, 3, 5, 7];
const THREE: [u32; 10] = [0, 3, 6, 9, 2, 5, 8, 1, 4, 7];
const FIVE_PLUS: [u32; 10] = [0, 5, 1, 6, 2, 7, 3, 8, 4, 9];
const FIVE_MINUS: [u32; 10] = [0, 5, 9, 4, 8, 3, 7, 2, 6, 1];

/// The check digit of a figure of four or five digits. Source: GS1 General Specifications, 7.9.3 and 7.9.4.
fn figure_check_digit(figure: &str) -> Option<char> {
    let digits: Vec<usize> =
        figure.chars().filter_map(|digit| digit.to_digit(10)).map(|digit| digit as usize).collect();
    let weigh = |weights: &[[u32; 10]]| -> u32 { digits.iter().zip(weights).map(|(digit, row)| row[*digit]).sum() };
    let digit = match digits.len() {
        4 => weigh(&[TWO_MINUS, TWO_MINUS, THREE, FIVE_MINUS]) * 3 % 10,
        5 => {
            let rest = (10 - weigh(&[FIVE_PLUS, TWO_MINUS, FIVE_MINUS, FIVE_PLUS, TWO_MINUS]) % 10) % 10;
            u32::try_from(FIVE_MINUS.iter().position(|product| *product == rest)?).ok()?
        }
        _ => return None,
    };
    char::from_digit(digit, 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(prefix: &str, measure: Measure, code_digits: u8, decimals: u8) -> ScaleCode {
        ScaleCode { prefix: prefix.into(), measure, code_digits, decimals: Some(decimals), measure_check: false }
    }

    #[test]
    fn labels_of_each_shape_are_read() {
        let (weight, price) = (Measure::Weight, Measure::Price);
        for (kind, scan, item, base, value) in [
            (kind("21", weight, 5, 3), "2112345012506", "12345", "2112345000008", "1.250"),
            (kind("21", weight, 5, 3), "2100042000056", "00042", "2100042000001", "0.005"),
            (kind("21", weight, 5, 3), "2112345999999", "12345", "2112345000008", "99.999"),
            (kind("23", price, 5, 2), "2354321004994", "54321", "2354321000002", "4.99"),
            (kind("02", price, 5, 2), "0211111000012", "11111", "0211111000005", "0.01"),
            (kind("02", price, 5, 2), "211111000012", "11111", "0211111000005", "0.01"),
            (kind("28", price, 5, 0), "2877777019805", "77777", "2877777000001", "1980"),
            (kind("20", weight, 3, 4), "2012345610255", "123", "2012300000008", "456.1025"),
        ] {
            let label = read_label(scan, &[kind], 2).expect("a label").expect("of this prefix");
            assert_eq!((label.item.as_str(), label.base_code.as_str()), (item, base), "{scan}");
            assert_eq!(label.value.to_string(), value, "{scan}");
            assert!(has_right_check_digit(&label.base_code));
        }
    }

    #[test]
    fn wrong_digits_and_zeros_are_refused_and_other_codes_left_alone() {
        let kinds = usual_scale_codes();
        for bad in ["2112345012507", "2112345000008", "2300000000002"] {
            assert!(read_label(bad, &kinds, 2).is_err(), "{bad}");
        }
        for other in ["4006381333931", "2012345610255", "73513537", "ABC", "", "21123450125066"] {
            assert!(matches!(read_label(other, &kinds, 2), Ok(None)), "{other}");
        }
    }

    #[test]
    fn the_usual_labels_are_believable() {
        assert!(ScaleCode::checked(usual_scale_codes(), 0).is_ok());
        let label = read_label("2877777019805", &usual_scale_codes(), 0).expect("a label").expect("a price in yen");
        assert_eq!(label.value.to_string(), "1980");
        assert_eq!(label.product_codes(), ["2877777000001", "77777"]);
    }

    #[test]
    fn the_check_digit_of_the_figure() {
        // The worked examples of the source: 28.75 and 14.685.
        assert_eq!(figure_check_digit("2875"), Some('9'));
        assert_eq!(figure_check_digit("14685"), Some('6'));
        let kind = ScaleCode { measure_check: true, ..kind("23", Measure::Price, 5, 2) };
        let label = |check: char| {
            let digits = format!("2312345{check}2875");
            read_label(&format!("{digits}{}", check_digit(&digits)), std::slice::from_ref(&kind), 2)
        };
        let read = label('9').expect("a label").expect("of this prefix");
        assert_eq!((read.value.to_string().as_str(), read.base_code.as_str()), ("28.75", "2312345000002"));
        assert!(label('8').is_err());
    }

    #[test]
    fn shapes_that_cannot_be_are_refused_by_place() {
        let good = kind("23", Measure::Price, 5, 2);
        for (bad, field) in [
            (kind("19", Measure::Price, 5, 2), "prefix"),
            (kind("2", Measure::Price, 5, 2), "prefix"),
            (kind("2x", Measure::Price, 5, 2), "prefix"),
            (kind("23", Measure::Price, 5, 2), "prefix"),
            (kind("24", Measure::Price, 7, 2), "code_digits"),
            (kind("24", Measure::Price, 5, 3), "decimals"),
            (kind("24", Measure::Weight, 5, 4), "decimals"),
            (ScaleCode { measure_check: true, ..kind("24", Measure::Price, 3, 2) }, "measure_check"),
        ] {
            match ScaleCode::checked(vec![good.clone(), bad], 2) {
                Err(Error::Invalid { field: Some(at), .. }) => assert_eq!(at, format!("scale_codes[1].{field}")),
                other => panic!("{other:?}"),
            }
        }
    }
}
