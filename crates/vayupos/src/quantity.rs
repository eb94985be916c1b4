//! Quantities: pieces, kilograms, metres, in thousandths.

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::money::Amount;

/// The largest quantity the till counts, in thousandths.
pub const MAX_QUANTITY_E3: i64 = 1_000_000_000;

/// A quantity in thousandths; negative where a stock movement or a stock level may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Quantity(i64);

impl Quantity {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// One piece.
    pub const ONE: Self = Self(1000);

    /// A quantity of `e3` thousandths.
    pub const fn new(e3: i64) -> Self {
        Self(e3)
    }

    /// The quantity in thousandths.
    pub const fn e3(self) -> i64 {
        self.0
    }
}

impl std::fmt::Display for Quantity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        Decimal::new(self.0, 3).normalize().fmt(f)
    }
}

impl Serialize for Quantity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged, expecting = "expected a decimal string such as \"2\" or \"0.640\", or a whole number")]
        enum Written {
            Whole(i32),
            Decimal(Amount),
        }
        // A whole number is exact in JSON, so it is taken too; a fraction must be a string.
        let e3 = match Written::deserialize(deserializer)? {
            Written::Whole(pieces) => Some(i64::from(pieces) * 1000),
            Written::Decimal(amount) => amount.scaled(3),
        };
        e3.filter(|e3| (-MAX_QUANTITY_E3..=MAX_QUANTITY_E3).contains(e3))
            .map(Self)
            .ok_or_else(|| serde::de::Error::custom("expected a quantity up to 1000000 with at most 3 decimals"))
    }
}

impl schemars::JsonSchema for Quantity {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Quantity".into()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        if generator.contract().is_serialize() {
            // A sum of quantities may be larger than any that is taken.
            return schemars::json_schema!({
                "type": "string", "pattern": r"^-?\d+(\.\d{1,3})?$",
                "description": "A quantity with up to 3 decimals.", "examples": ["2", "0.64"]
            });
        }
        let most = MAX_QUANTITY_E3 / 1000;
        schemars::json_schema!({
            "anyOf": [
                { "type": "string", "pattern": r"^-?\d{1,7}(\.\d{1,3})?$" },
                { "type": "integer", "minimum": -most, "maximum": most }
            ],
            "description": "A quantity: a string with up to 3 decimals, or a whole number.", "examples": ["2", "0.64"]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Option<Quantity> {
        serde_json::from_str(json).ok()
    }

    #[test]
    fn strings_and_whole_numbers_are_quantities_fractions_of_floats_are_not() {
        assert_eq!(read("\"0.640\""), Some(Quantity::new(640)));
        assert_eq!(read("3"), Some(Quantity::new(3000)));
        for json in ["0.5", "1e3", "\"1e3\"", "\"0.0001\"", "\"1000000.001\"", "null", "\"\"", "true"] {
            assert_eq!(read(json), None, "{json}");
        }
        assert_eq!(Quantity::new(640).to_string(), "0.64");
        assert_eq!(Quantity::new(-2000).to_string(), "-2");
    }
}
