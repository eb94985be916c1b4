//! A code in words and figures, for whoever sets up scales and scanners. Pure.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde::Serialize;

use super::gs1::title;
use super::gtin::{self, Kind};
use super::measure::{read_label, usual_scale_codes};
use super::{Elements, Measure, Reading, read};
use crate::currency::Currency;
use crate::error::{Error, Result};

/// What a code says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Description {
    /// `ean8`, `upca`, `ean13`, `gtin14`, `scale`, `gs1` or `text`.
    pub kind: &'static str,
    /// The code without what the scanner put around it.
    pub code: String,
    /// The product's number with fourteen digits.
    pub gtin: Option<String>,
    /// The elements of a GS1 code.
    pub parts: Vec<Part>,
    /// Weight, count or price.
    pub measure: Vec<Figure>,
    /// The item's number on a label of the shop's scales.
    pub item: Option<String>,
    /// The label with its figures zeroed: the barcode its product has.
    pub base_code: Option<String>,
    /// Best before.
    pub best_before: Option<NaiveDate>,
    /// Not to be used after.
    pub expires_on: Option<NaiveDate>,
}

/// An element of a GS1 code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Part {
    /// The application identifier.
    pub ai: String,
    /// What it is about.
    pub title: Option<&'static str>,
    /// Its value.
    pub value: String,
}

/// A figure in a code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Figure {
    /// `weight`, `count` or `price`.
    pub kind: &'static str,
    /// The figure, with its decimals.
    pub value: String,
    /// `kg`, `each`, or the currency.
    pub unit: String,
}

/// Reads a code and says what is in it; labels of scales as a new shop reads them.
///
/// # Errors
/// `invalid`: a wrong check digit, an element string that is none, a figure of zero.
pub fn describe(code: &str, currency: Currency, now: DateTime<Utc>) -> Result<Description> {
    match read(code)? {
        Reading::Elements(elements) => Ok(of_elements(&elements, currency, now.year())),
        Reading::Plain(code) => of_plain(code, currency),
    }
}

fn of_plain(code: String, currency: Currency) -> Result<Description> {
    let code = gtin::check(&code, "code")?;
    let mut description = Description {
        kind: Kind::of(&code).map_or("text", Kind::as_str),
        gtin: Kind::of(&code).map(|_| format!("{code:0>14}")),
        code,
        parts: Vec::new(),
        measure: Vec::new(),
        item: None,
        base_code: None,
        best_before: None,
        expires_on: None,
    };
    if let Some(label) = read_label(&description.code, &usual_scale_codes(), currency.digits())? {
        let (kind, unit) = match label.measure {
            Measure::Weight => ("weight", "kg"),
            Measure::Price => ("price", currency.code()),
        };
        description.kind = "scale";
        // The shop's own range names no product outside the shop.
        description.gtin = None;
        description.measure.push(Figure { kind, value: label.value.to_string(), unit: unit.to_owned() });
        (description.item, description.base_code) = (Some(label.item), Some(label.base_code));
    }
    Ok(description)
}

fn of_elements(elements: &Elements, currency: Currency, this_year: i32) -> Description {
    let mut measure = Vec::new();
    if let Some(value) = elements.weight() {
        measure.push(Figure { kind: "weight", value: value.to_string(), unit: "kg".to_owned() });
    }
    if let Some(count) = elements.count() {
        measure.push(Figure { kind: "count", value: count.to_string(), unit: "each".to_owned() });
    }
    if let Some((value, number)) = elements.price() {
        let unit = number.map_or_else(|| currency.code().to_owned(), |number| format!("ISO 4217 {number}"));
        measure.push(Figure { kind: "price", value: value.to_string(), unit });
    }
    Description {
        kind: "gs1",
        code: elements.to_string(),
        gtin: elements.gtin().map(str::to_owned),
        parts: elements
            .iter()
            .map(|(ai, value)| Part { ai: ai.to_owned(), title: title(ai), value: value.to_owned() })
            .collect(),
        measure,
        item: None,
        base_code: None,
        best_before: elements.date("15", this_year),
        expires_on: elements.date("17", this_year),
    }
}

/// Says that a code is a GTIN or a GS1 code.
///
/// # Errors
/// `invalid`, saying why it is neither.
pub fn verdict(code: &str) -> Result<String> {
    let code = match read(code)? {
        Reading::Elements(elements) => return Ok(format!("{elements} is a GS1 code.")),
        Reading::Plain(code) => gtin::check(&code, "code")?,
    };
    let name = match Kind::of(&code) {
        Some(Kind::Ean8) => "EAN-8",
        Some(Kind::UpcA) => "UPC-A",
        Some(Kind::Ean13) => "EAN-13",
        Some(Kind::Gtin14) => "GTIN-14",
        None => {
            return Err(Error::invalid("code", format!("{code} is no GTIN: one has 8, 12, 13 or 14 digits.")));
        }
    };
    Ok(format!("{code} is a valid {name}."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn described(code: &str, currency: &str) -> Result<serde_json::Value> {
        let now = "2026-03-02T09:00:00Z".parse().expect("a time");
        let description = describe(code, Currency::find(currency).expect("a currency"), now)?;
        Ok(serde_json::to_value(description).expect("plain values"))
    }

    #[test]
    fn codes_of_every_kind_are_described() {
        for (code, currency, kind, gtin, figure) in [
            ("5901234123457", "EUR", "ean13", Some("05901234123457"), None),
            ("416000336108", "EUR", "upca", Some("00416000336108"), None),
            (" 73513537\n", "EUR", "ean8", Some("00000073513537"), None),
            ("ABC-123", "EUR", "text", None, None),
            ("2112345012506", "EUR", "scale", None, Some(("weight", "1.250", "kg"))),
            ("2354321004994", "EUR", "scale", None, Some(("price", "4.99", "EUR"))),
            ("2877777019805", "JPY", "scale", None, Some(("price", "1980", "JPY"))),
            ("(01)12345678901231(3103)001250", "EUR", "gs1", Some("12345678901231"), Some(("weight", "1.250", "kg"))),
        ] {
            let said = described(code, currency).expect(code);
            assert_eq!((said["kind"].as_str(), said["gtin"].as_str()), (Some(kind), gtin), "{code}");
            let figure =
                figure.map(|(kind, value, unit)| serde_json::json!({ "kind": kind, "value": value, "unit": unit }));
            assert_eq!(said["measure"].get(0), figure.as_ref(), "{code}");
        }
        assert_eq!(described("(01)12345678901231(17)520300", "EUR").expect("dates")["expires_on"], "2052-03-31");
        for bad in ["2112345012507", "2112345000008", "]C1", ""] {
            assert!(described(bad, "EUR").is_err(), "{bad}");
        }
    }

    #[test]
    fn a_verdict_is_on_gtins_and_gs1_codes() {
        for good in [
            "5901234123457",
            "24012345678905",
            "4006381333931\n",
            " 4006381333931",
            "]C10112312312312333",
            "]E402345673",
        ] {
            assert!(verdict(good).is_ok(), "{good:?}");
        }
        for bad in [
            "95012345678902",
            "12312312312330",
            "8711112",
            "",
            "40063813339\u{ff13}1",
            "ABC-123",
            "]E41234567",
            "2112345012507",
        ] {
            assert!(verdict(bad).is_err(), "{bad:?}");
        }
    }
}
