//! Money: whole minor units inside, decimal strings outside, never a float.
//!
//! [`Amount`] is a decimal as a caller wrote it; a [`crate::currency::Currency`] turns it into [`Money`] or a
//! [`UnitPrice`]. Percentages and tax rates are [`Percent`]. Rounding happens in one function, [`round_div`].

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The largest amount the till counts, in minor units: a million million, far below what `i64` holds.
pub const MAX_AMOUNT_MINOR: i64 = 1_000_000_000_000;
/// The largest unit price, in ten-thousandths of the currency's unit.
pub const MAX_UNIT_PRICE_E4: i64 = 1_000_000_000_000;
/// The largest percentage, in ten-thousandths of a percent.
pub const MAX_PERCENT_E4: i64 = 1000 * PERCENT_ONE_E4;
/// One percent, in the unit percentages are stored in.
pub const PERCENT_ONE_E4: i64 = 10_000;
/// A hundred percent, in the unit percentages are stored in.
pub const PERCENT_WHOLE_E4: i64 = 100 * PERCENT_ONE_E4;
/// Characters of a decimal at the most; longer ones are refused before they are read.
const MAX_DECIMAL_CHARS: usize = 24;

/// An amount in the shop's currency. Sums keep the digits of their parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Money {
    minor: i64,
    digits: u8,
}

impl Money {
    /// An amount of `minor` units with `digits` decimals.
    pub const fn new(minor: i64, digits: u8) -> Self {
        Self { minor, digits }
    }

    /// The amount in minor units.
    pub const fn minor(self) -> i64 {
        self.minor
    }
}

impl std::fmt::Display for Money {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        Decimal::new(self.minor, u32::from(self.digits)).fmt(f)
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl schemars::JsonSchema for Money {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Money".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string", "pattern": r"^-?\d+(\.\d+)?$",
            "description": "An amount with exactly the currency's digits.", "examples": ["12.50"]
        })
    }
}

/// A price of one piece or one unit of weight, in ten-thousandths; never negative.
#[derive(Debug, Clone, Copy)]
pub struct UnitPrice {
    e4: i64,
    digits: u8,
}

impl UnitPrice {
    /// A price of `e4` ten-thousandths, shown with at least `digits` decimals; none when out of range.
    pub fn new(e4: i64, digits: u8) -> Option<Self> {
        (0..=MAX_UNIT_PRICE_E4).contains(&e4).then_some(Self { e4, digits })
    }

    /// A price that was checked when it was stored.
    pub(crate) const fn stored(e4: i64, digits: u8) -> Self {
        Self { e4, digits }
    }

    /// The price in ten-thousandths of the currency's unit.
    pub const fn e4(self) -> i64 {
        self.e4
    }
}

impl PartialEq for UnitPrice {
    // The digits only say how it is written.
    fn eq(&self, other: &Self) -> bool {
        self.e4 == other.e4
    }
}

impl std::fmt::Display for UnitPrice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut price = Decimal::new(self.e4, 4).normalize();
        if price.scale() < u32::from(self.digits) {
            price.rescale(u32::from(self.digits));
        }
        price.fmt(f)
    }
}

impl Serialize for UnitPrice {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl schemars::JsonSchema for UnitPrice {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "UnitPrice".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string", "pattern": r"^\d+(\.\d{1,4})?$",
            "description": "A price with the currency's digits and up to 4 decimals.", "examples": ["1.29"]
        })
    }
}

/// A decimal as a caller wrote it: digits, at most one point, perhaps a minus. No exponent, no number type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amount(Decimal);

impl Amount {
    /// The amount times 10^`digits`, when it has no more decimals than that.
    pub fn scaled(&self, digits: u8) -> Option<i64> {
        let scaled = self.0.checked_mul(Decimal::from(10_i64.pow(u32::from(digits))))?;
        if scaled.fract().is_zero() { i64::try_from(scaled.trunc()).ok() } else { None }
    }
}

impl From<UnitPrice> for Amount {
    fn from(price: UnitPrice) -> Self {
        Self(Decimal::new(price.e4, 4))
    }
}

impl std::str::FromStr for Amount {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if text.len() > MAX_DECIMAL_CHARS || !all_digits(whole) || !all_digits(fraction) {
            return Err("expected a decimal such as \"12.50\"".into());
        }
        text.parse().map(Self).map_err(|_| "expected a decimal such as \"12.50\"".into())
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl schemars::JsonSchema for Amount {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Amount".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string", "pattern": r"^-?\d+(\.\d+)?$", "maxLength": MAX_DECIMAL_CHARS,
            "description": "A decimal string; no exponent, no more digits than its place allows.", "examples": ["12.50"]
        })
    }
}

/// A percentage, in ten-thousandths of a percent; never negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Percent(i64);

impl Percent {
    /// Nothing at all.
    pub const ZERO: Self = Self(0);

    /// A percentage of `e4` ten-thousandths of a percent; none when out of range.
    pub fn new(e4: i64) -> Option<Self> {
        (0..=MAX_PERCENT_E4).contains(&e4).then_some(Self(e4))
    }

    /// The percentage in ten-thousandths of a percent.
    pub const fn e4(self) -> i64 {
        self.0
    }

    /// Refuses more than a hundred percent, which no discount can be.
    pub(crate) fn at_most_whole(self, field: &str) -> crate::error::Result<Self> {
        if self.0 <= PERCENT_WHOLE_E4 {
            Ok(self)
        } else {
            Err(crate::error::Error::invalid(field, "A discount is at most 100 percent."))
        }
    }
}

impl std::fmt::Display for Percent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        Decimal::new(self.0, 4).normalize().fmt(f)
    }
}

impl Serialize for Percent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Percent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let amount = Amount::deserialize(deserializer)?;
        amount
            .scaled(4)
            .and_then(Self::new)
            .ok_or_else(|| serde::de::Error::custom("expected a percentage of at most 1000 with at most 4 decimals"))
    }
}

impl schemars::JsonSchema for Percent {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Percent".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string", "pattern": r"^\d{1,4}(\.\d{1,4})?$", "description": "A percentage.", "examples": ["7.5"]
        })
    }
}

/// `numerator / denominator`, ties away from zero: the one rounding rule of the till.
pub(crate) fn round_div(numerator: i128, denominator: i128) -> i128 {
    let half = if numerator < 0 { -denominator / 2 } else { denominator / 2 };
    (numerator + half) / denominator
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_shows_exactly_the_digits_of_its_currency() {
        for (minor, digits, text) in
            [(1250, 2, "12.50"), (1250, 0, "1250"), (1250, 3, "1.250"), (-5, 2, "-0.05"), (0, 2, "0.00")]
        {
            assert_eq!(Money::new(minor, digits).to_string(), text);
        }
    }

    #[test]
    fn a_price_keeps_its_own_decimals_and_never_shows_fewer_than_the_currency() {
        for (e4, digits, text) in
            [(12_900, 2, "1.29"), (12_000, 2, "1.20"), (1_250, 2, "0.125"), (1_000_000, 0, "100"), (12_500, 3, "1.250")]
        {
            assert_eq!(UnitPrice::stored(e4, digits).to_string(), text);
        }
    }

    #[test]
    fn only_plain_decimals_are_amounts() {
        for text in [
            "1e3",
            "NaN",
            "",
            "-",
            ".",
            "1.",
            ".5",
            "+1",
            " 1",
            "1,5",
            "0x1",
            "1_000",
            "١",
            "9999999999999999999999999",
            "--1",
        ] {
            assert!(text.parse::<Amount>().is_err(), "{text:?}");
        }
        let amount: Amount = "12.50".parse().expect("plain");
        assert_eq!(amount.scaled(2), Some(1250));
        assert_eq!(amount.scaled(1), Some(125));
        assert_eq!(amount.scaled(0), None);
    }

    #[test]
    fn ties_go_away_from_zero() {
        for (numerator, denominator, rounded) in [
            (5, 10, 1),
            (4, 10, 0),
            (-5, 10, -1),
            (-4, 10, 0),
            (15, 10, 2),
            (1, 3, 0),
            (2, 3, 1),
            (1, 2, 1),
            (3, 7, 0),
            (4, 7, 1),
        ] {
            assert_eq!(round_div(numerator, denominator), rounded, "{numerator}/{denominator}");
        }
    }
}
