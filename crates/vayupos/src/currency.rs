//! Currencies: their minor digits (ISO 4217) and the notes that customers hand over.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::money::{Amount, MAX_AMOUNT_MINOR, Money, UnitPrice};

/// A currency the till can sell in.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "&'static str")]
pub struct Currency(&'static (&'static str, u8, &'static [i64]));

impl Currency {
    /// Finds a currency by its three letters.
    pub fn find(code: &str) -> Option<Self> {
        CURRENCIES.binary_search_by_key(&code, |row| row.0).ok().map(|place| Self(&CURRENCIES[place]))
    }

    /// Its three letters.
    pub fn code(self) -> &'static str {
        self.0.0
    }

    /// Decimal digits of its minor unit: 0, 2 or 3.
    pub fn digits(self) -> u8 {
        self.0.1
    }

    /// Its common notes, in minor units, ascending. Where this table has none, the 1-2-5 series stands in.
    pub fn notes_minor(self) -> Vec<i64> {
        let unit = 10_i64.pow(u32::from(self.digits()));
        let notes = if self.0.2.is_empty() { ONE_TWO_FIVE } else { self.0.2 };
        notes.iter().map(|note| note * unit).collect()
    }

    /// An amount of this currency.
    pub const fn money(self, minor: i64) -> Money {
        Money::new(minor, self.0.1)
    }

    /// An amount as a caller wrote it.
    ///
    /// # Errors
    /// `invalid`: more digits than the currency has, negative, or beyond what the till counts.
    pub fn parse_money(self, amount: &Amount, field: &str) -> Result<Money> {
        let minor = amount.scaled(self.digits()).ok_or_else(|| {
            Error::invalid(field, format!("{} takes at most {} decimals.", self.code(), self.digits()))
        })?;
        if (0..=MAX_AMOUNT_MINOR).contains(&minor) {
            Ok(self.money(minor))
        } else {
            Err(Error::invalid(field, "The amount must not be negative or that large."))
        }
    }

    /// A unit price as a caller wrote it: up to four decimals, whatever the currency.
    ///
    /// # Errors
    /// `invalid`: more digits, negative, or too large.
    pub fn parse_unit_price(self, amount: &Amount, field: &str) -> Result<UnitPrice> {
        amount.scaled(4).and_then(|e4| UnitPrice::new(e4, self.digits())).ok_or_else(|| {
            Error::invalid(field, "A price takes at most 4 decimals and must not be negative or that large.")
        })
    }
}

impl std::fmt::Debug for Currency {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

impl From<Currency> for &'static str {
    fn from(currency: Currency) -> Self {
        currency.code()
    }
}

impl TryFrom<String> for Currency {
    type Error = String;
    fn try_from(code: String) -> Result<Self, String> {
        Self::find(&code).ok_or_else(|| format!("{code:?} is not a currency of ISO 4217 that the till knows"))
    }
}

impl schemars::JsonSchema for Currency {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Currency".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^[A-Z]{3}$", "description": "ISO 4217 code" })
    }
}

const ONE_TWO_FIVE: &[i64] = &[1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

/// Code, minor digits, notes in whole units. Sorted by code, because it is searched by halving.
///
/// Left out: funds and units of account, and the two currencies with four digits (CLF, UYW), in which nobody pays.
#[rustfmt::skip]
const CURRENCIES: &[(&str, u8, &[i64])] = &[
    ("AED", 2, &[5, 10, 20, 50, 100, 200, 500, 1000]),
    ("AFN", 2, &[]),
    ("ALL", 2, &[]),
    ("AMD", 2, &[]),
    ("AOA", 2, &[]),
    ("ARS", 2, &[]),
    ("AUD", 2, &[5, 10, 20, 50, 100]),
    ("AWG", 2, &[]),
    ("AZN", 2, &[]),
    ("BAM", 2, &[]),
    ("BBD", 2, &[]),
    ("BDT", 2, &[10, 20, 50, 100, 200, 500, 1000]),
    ("BGN", 2, &[]),
    ("BHD", 3, &[]),
    ("BIF", 0, &[]),
    ("BMD", 2, &[]),
    ("BND", 2, &[]),
    ("BOB", 2, &[]),
    ("BRL", 2, &[2, 5, 10, 20, 50, 100, 200]),
    ("BSD", 2, &[]),
    ("BTN", 2, &[]),
    ("BWP", 2, &[]),
    ("BYN", 2, &[]),
    ("BZD", 2, &[]),
    ("CAD", 2, &[5, 10, 20, 50, 100]),
    ("CDF", 2, &[]),
    ("CHF", 2, &[10, 20, 50, 100, 200]),
    ("CLP", 0, &[1000, 2000, 5000, 10_000, 20_000]),
    ("CNY", 2, &[1, 5, 10, 20, 50, 100]),
    ("COP", 2, &[]),
    ("CRC", 2, &[]),
    ("CUP", 2, &[]),
    ("CVE", 2, &[]),
    ("CZK", 2, &[100, 200, 500, 1000, 2000, 5000]),
    ("DJF", 0, &[]),
    ("DKK", 2, &[50, 100, 200, 500]),
    ("DOP", 2, &[]),
    ("DZD", 2, &[]),
    ("EGP", 2, &[5, 10, 20, 50, 100, 200]),
    ("ERN", 2, &[]),
    ("ETB", 2, &[]),
    ("EUR", 2, &[5, 10, 20, 50, 100, 200]),
    ("FJD", 2, &[]),
    ("FKP", 2, &[]),
    ("GBP", 2, &[5, 10, 20, 50]),
    ("GEL", 2, &[]),
    ("GHS", 2, &[]),
    ("GIP", 2, &[]),
    ("GMD", 2, &[]),
    ("GNF", 0, &[]),
    ("GTQ", 2, &[]),
    ("GYD", 2, &[]),
    ("HKD", 2, &[20, 50, 100, 500, 1000]),
    ("HNL", 2, &[]),
    ("HTG", 2, &[]),
    ("HUF", 2, &[500, 1000, 2000, 5000, 10_000, 20_000]),
    ("IDR", 2, &[1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000]),
    ("ILS", 2, &[20, 50, 100, 200]),
    ("INR", 2, &[10, 20, 50, 100, 200, 500]),
    ("IQD", 3, &[]),
    ("IRR", 2, &[]),
    ("ISK", 0, &[]),
    ("JMD", 2, &[]),
    ("JOD", 3, &[]),
    ("JPY", 0, &[1000, 5000, 10_000]),
    ("KES", 2, &[50, 100, 200, 500, 1000]),
    ("KGS", 2, &[]),
    ("KHR", 2, &[]),
    ("KMF", 0, &[]),
    ("KPW", 2, &[]),
    ("KRW", 0, &[1000, 5000, 10_000, 50_000]),
    ("KWD", 3, &[1, 5, 10, 20]),
    ("KYD", 2, &[]),
    ("KZT", 2, &[]),
    ("LAK", 2, &[]),
    ("LBP", 2, &[]),
    ("LKR", 2, &[20, 50, 100, 500, 1000, 5000]),
    ("LRD", 2, &[]),
    ("LSL", 2, &[]),
    ("LYD", 3, &[]),
    ("MAD", 2, &[]),
    ("MDL", 2, &[]),
    ("MGA", 2, &[]),
    ("MKD", 2, &[]),
    ("MMK", 2, &[]),
    ("MNT", 2, &[]),
    ("MOP", 2, &[]),
    ("MRU", 2, &[]),
    ("MUR", 2, &[]),
    ("MVR", 2, &[]),
    ("MWK", 2, &[]),
    ("MXN", 2, &[20, 50, 100, 200, 500, 1000]),
    ("MYR", 2, &[1, 5, 10, 20, 50, 100]),
    ("MZN", 2, &[]),
    ("NAD", 2, &[]),
    ("NGN", 2, &[50, 100, 200, 500, 1000]),
    ("NIO", 2, &[]),
    ("NOK", 2, &[50, 100, 200, 500, 1000]),
    ("NPR", 2, &[5, 10, 20, 50, 100, 500, 1000]),
    ("NZD", 2, &[5, 10, 20, 50, 100]),
    ("OMR", 3, &[]),
    ("PAB", 2, &[]),
    ("PEN", 2, &[]),
    ("PGK", 2, &[]),
    ("PHP", 2, &[20, 50, 100, 200, 500, 1000]),
    ("PKR", 2, &[10, 20, 50, 100, 500, 1000, 5000]),
    ("PLN", 2, &[10, 20, 50, 100, 200, 500]),
    ("PYG", 0, &[]),
    ("QAR", 2, &[]),
    ("RON", 2, &[1, 5, 10, 50, 100, 200, 500]),
    ("RSD", 2, &[]),
    ("RUB", 2, &[]),
    ("RWF", 0, &[]),
    ("SAR", 2, &[5, 10, 50, 100, 200, 500]),
    ("SBD", 2, &[]),
    ("SCR", 2, &[]),
    ("SDG", 2, &[]),
    ("SEK", 2, &[20, 50, 100, 200, 500, 1000]),
    ("SGD", 2, &[2, 5, 10, 50, 100]),
    ("SHP", 2, &[]),
    ("SLE", 2, &[]),
    ("SOS", 2, &[]),
    ("SRD", 2, &[]),
    ("SSP", 2, &[]),
    ("STN", 2, &[]),
    ("SVC", 2, &[]),
    ("SYP", 2, &[]),
    ("SZL", 2, &[]),
    ("THB", 2, &[20, 50, 100, 500, 1000]),
    ("TJS", 2, &[]),
    ("TMT", 2, &[]),
    ("TND", 3, &[]),
    ("TOP", 2, &[]),
    ("TRY", 2, &[5, 10, 20, 50, 100, 200]),
    ("TTD", 2, &[]),
    ("TWD", 2, &[]),
    ("TZS", 2, &[]),
    ("UAH", 2, &[]),
    ("UGX", 0, &[]),
    ("USD", 2, &[1, 5, 10, 20, 50, 100]),
    ("UYU", 2, &[]),
    ("UZS", 2, &[]),
    ("VED", 2, &[]),
    ("VES", 2, &[]),
    ("VND", 0, &[1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000]),
    ("VUV", 0, &[]),
    ("WST", 2, &[]),
    ("XAF", 0, &[]),
    ("XCD", 2, &[]),
    ("XCG", 2, &[]),
    ("XOF", 0, &[]),
    ("XPF", 0, &[]),
    ("YER", 2, &[]),
    ("ZAR", 2, &[10, 20, 50, 100, 200]),
    ("ZMW", 2, &[]),
    ("ZWG", 2, &[]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_says_what_iso_says() {
        assert!(CURRENCIES.is_sorted_by_key(|row| row.0));
        for (code, digits) in [("EUR", 2), ("USD", 2), ("JPY", 0), ("KWD", 3), ("CLP", 0), ("TND", 3), ("HUF", 2)] {
            assert_eq!(Currency::find(code).map(Currency::digits), Some(digits), "{code}");
        }
        assert!(Currency::find("eur").is_none());
        assert!(Currency::find("XXX").is_none());
    }
}
