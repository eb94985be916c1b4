//! Element strings from the standard's own examples and from other readers' tests, and laws that hold for any text.

use proptest::prelude::*;

use super::*;
use crate::catalog::barcode::{Reading, read};

fn elements(scan: &str) -> Option<Elements> {
    match read(scan) {
        Ok(Reading::Elements(elements)) => Some(elements),
        Ok(Reading::Plain(_)) | Err(_) => None,
    }
}

#[test]
fn strings_of_other_readers_are_read_the_same() {
    for (scan, expected) in [
        (
            "]C1011231231231233310ABC123\u{1d}99TESTING",
            vec![("01", "12312312312333"), ("10", "ABC123"), ("99", "TESTING")],
        ),
        (
            "]d2011231231231233310ABC123\u{1d}99TESTING\u{1d}",
            vec![("01", "12312312312333"), ("10", "ABC123"), ("99", "TESTING")],
        ),
        ("]Q3011231231231231999TESTING123", vec![("01", "12312312312319"), ("99", "TESTING123")]),
        ("]C10112345678901231392512599\u{1d}30123", vec![("01", "12345678901231"), ("3925", "12599"), ("30", "123")]),
        ("\u{1d}0112345678901231\u{1d}17270228", vec![("01", "12345678901231"), ("17", "270228")]),
        ("(01)12345678901231(3103)001250(10)A(B", vec![("01", "12345678901231"), ("3103", "001250"), ("10", "A(B")]),
        ("]e001123456789012313932978199", vec![("01", "12345678901231"), ("3932", "978199")]),
        ("]C10212345678901231370005", vec![("02", "12345678901231"), ("37", "0005")]),
        ("]C10112345678901231011234567890123110A", vec![("01", "12345678901231"), ("10", "A")]),
    ] {
        let read = elements(scan).unwrap_or_else(|| panic!("{scan:?}"));
        assert_eq!(read.iter().collect::<Vec<_>>(), expected, "{scan:?}");
    }
}

#[test]
fn what_is_no_element_string_is_refused() {
    for scan in [
        "]C1",
        "]C1\u{1d}",
        "]C10112312312312330",
        "]C1011231231231",
        "]C10112345678901231\u{1d}\u{1d}10A",
        "]C110",
        "]C1ABC",
        "]C117271301",
        "]C117270230",
        "]C13103ABCDEF",
        "]C130",
        "]C1300123456789",
        "]C110ABCDEFGHIJKLMNOPQRSTU",
        "]C110ä",
        "]C1011234567890123102123456789012321",
        "]C10112345678901231014012345678901",
        "]C10",
        "]C16012",
        "]C1319000000",
        "(01)1234",
        "(01)12345678901231(17)999999",
        "]C1393297",
        "]C1\u{ff10}\u{ff11}",
    ] {
        assert!(read(scan).is_err(), "{scan:?}");
    }
}

#[test]
fn weights_counts_and_prices_have_their_decimals() {
    let read = |scan| elements(scan).expect("an element string");
    assert_eq!(
        read("(01)12345678901231(3925)12599(30)123").price().map(|(price, _)| price.to_string()).as_deref(),
        Some("0.12599")
    );
    assert_eq!(read("(01)12345678901231(3925)12599(30)123").count(), Some(123));
    assert_eq!(
        read("(01)12345678901231(3103)001250").weight().map(|kilos| kilos.to_string()).as_deref(),
        Some("1.250")
    );
    assert_eq!(read("(01)12345678901231(3100)000002").weight().map(|kilos| kilos.to_string()).as_deref(), Some("2"));
    let (price, currency) = read("(01)12345678901231(3932)978199")
        .price()
        .map(|(price, currency)| (price.to_string(), currency.map(str::to_owned)))
        .expect("a price");
    assert_eq!((price.as_str(), currency.as_deref()), ("1.99", Some("978")));
    assert_eq!(read("(02)12345678901231(37)0005").count(), Some(5));
    assert_eq!(read("(10)A").gtin(), None);
}

#[test]
fn a_date_finds_its_century_and_the_last_day_of_its_month() {
    for (value, this_year, expected) in [
        ("520300", 2026, "2052-03-31"),
        ("270200", 2026, "2027-02-28"),
        ("280200", 2026, "2028-02-29"),
        ("770101", 2026, "1977-01-01"),
        ("760101", 2026, "2076-01-01"),
        ("000101", 2026, "2000-01-01"),
        ("010101", 2095, "2101-01-01"),
        ("271231", 2026, "2027-12-31"),
        ("261200", 2026, "2026-12-31"),
    ] {
        assert_eq!(date(value, this_year).map(|date| date.to_string()).as_deref(), Some(expected), "{value}");
    }
    for value in ["271301", "270230", "270001", "27", "", "27010a"] {
        assert_eq!(date(value, 2026), None, "{value}");
    }
}

/// An AI with a value that fits it.
fn any_element() -> impl Strategy<Value = (String, String)> {
    let with = |ai: &'static str, values: &'static str| {
        (Just(ai.to_owned()), proptest::string::string_regex(values).expect("a pattern"))
    };
    prop_oneof![
        with("10", "[A-Za-z0-9!%&*+,./:;<=>?_-]{1,20}"),
        with("21", "[A-Z0-9]{1,20}"),
        with("30", "[0-9]{1,8}"),
        with("37", "[0-9]{1,8}"),
        with("17", "2[0-9]0[1-9][0-2][0-8]"),
        with("15", "[0-9]{2}1[0-2]00"),
        with("3103", "[0-9]{6}"),
        with("3922", "[0-9]{1,15}"),
        with("3932", "[0-9]{3}[0-9]{1,15}"),
        with("410", "[0-9]{13}"),
        with("421", "[0-9]{3}[A-Z0-9]{1,9}"),
        with("91", "[A-Z0-9]{1,90}"),
        with("8005", "[0-9]{6}"),
        with("240", "[a-z]{1,30}"),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,60}", digits in "[\\]C1d2()\u{1d}0-9A-Z]{0,80}") {
        for text in [text, digits] {
            let scanned = format!("]C1{text}");
            for scan in [text, scanned] {
                if let Ok(Reading::Elements(elements)) = read(&scan) {
                    prop_assert!(elements.weight().is_none_or(|kilos| !kilos.is_sign_negative()));
                    prop_assert!(elements.price().is_none_or(|(price, _)| !price.is_sign_negative()));
                    prop_assert!(elements.count().is_none_or(|pieces| pieces >= 0));
                    prop_assert_eq!(elements.date("17", 2026).is_some(), elements.value("17").is_some());
                    prop_assert_eq!(&elements, &Elements::parse(&elements.to_element_string()).expect("its own string"));
                }
            }
        }
    }

    #[test]
    fn what_is_written_is_read(parts in proptest::collection::vec(any_element(), 1..8)) {
        let mut elements = Elements(vec![("01".to_owned(), "12345678901231".to_owned())]);
        for (ai, value) in parts {
            if elements.value(&ai).is_none() {
                elements.0.push((ai, value));
            }
        }
        prop_assert_eq!(Some(elements.clone()), self::elements(&format!("]C1{}", elements.to_element_string())));
        prop_assert_eq!(Some(elements.clone()), self::elements(&elements.to_string()));
    }
}
