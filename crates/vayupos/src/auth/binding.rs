//! What an approval is good for: one input of one operation, or the prices and discounts of one basket. Pure.
//!
//! A basket changes while it is rung up, so its approval covers what departs from the rule and not the whole input:
//! the cashier may scan on, and may not lower another price.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::auth::token::hex;
use crate::error::{Error, Result};
use crate::id::Id;

/// The operations whose inputs are one basket's, and whether they use its approval up.
const TICKETS: [(&str, bool); 4] =
    [("quote_order", false), ("save_basket", false), ("checkout", true), ("create_order", true)];
/// Lines of a basket at the most.
const MAX_LINES: usize = 500;

/// What an approval covers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Binding {
    /// A hash of the one input, keyed with the token, which the database does not know: an input may hold a password.
    Exact(String),
    /// A basket, by any operation on it.
    Ticket { basket_id: String, deviations: BTreeSet<String> },
}

/// A call that an approval is asked for or shown for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Call<'a> {
    pub(crate) operation: &'a str,
    /// Path, query and body together, as JSON.
    pub(crate) input: &'a Value,
}

impl Call<'_> {
    /// What an approval of this call is bound to. A basket's approval covers its prices and discounts alone, so it is
    /// `as_ticket` only for somebody who may sell it without them.
    pub(crate) fn binding(self, token: &str, as_ticket: bool) -> Result<Binding> {
        if as_ticket
            && ticket(self.operation).is_some()
            && let Some(basket_id) = basket_id(self.input)
        {
            return Ok(Binding::Ticket { basket_id, deviations: deviations(self.input)? });
        }
        Ok(Binding::Exact(self.fingerprint(token)))
    }

    /// Whether an approval that was given for the operation `approved` covers this call.
    pub(crate) fn is_covered(self, approved: &str, binding: &Binding, token: &str) -> bool {
        match binding {
            Binding::Exact(fingerprint) => approved == self.operation && *fingerprint == self.fingerprint(token),
            Binding::Ticket { basket_id: approved_id, deviations: allowed } => {
                let same = ticket(self.operation).is_some() && basket_id(self.input).as_ref() == Some(approved_id);
                same && deviations(self.input).is_ok_and(|found| found.is_subset(allowed))
            }
        }
    }

    /// Whether the call uses an approval up; pricing and keeping a basket do not.
    pub(crate) fn consumes(self, binding: &Binding) -> bool {
        match binding {
            Binding::Exact(_) => true,
            Binding::Ticket { .. } => ticket(self.operation).unwrap_or(true),
        }
    }

    /// Whether the same call again is the same write: its input names what it writes by an id of the caller's.
    pub(crate) fn is_repeatable(self) -> bool {
        self.input.get("id").is_some_and(Value::is_string)
    }

    /// The ids that the input names, for people to read.
    pub(crate) fn about(self) -> BTreeMap<String, String> {
        let fields = self.input.as_object().into_iter().flatten();
        fields
            .filter(|(name, _)| *name == "id" || name.ends_with("_id"))
            .filter_map(|(name, value)| Some((name.clone(), value.as_str()?.parse::<Id>().ok()?.to_string())))
            .collect()
    }

    fn fingerprint(self, token: &str) -> String {
        let mut text = format!("{token}\n{}\n", self.operation);
        canonical(self.input, &mut text);
        hex(&Sha256::digest(text.as_bytes()))
    }
}

fn ticket(operation: &str) -> Option<bool> {
    TICKETS.iter().find(|(name, _)| *name == operation).map(|(_, consumes)| *consumes)
}

fn basket_id(input: &Value) -> Option<String> {
    let id = input.get("basket_id").or_else(|| input.get("id"))?.as_str()?;
    id.parse::<Id>().ok().map(|id| id.to_string())
}

/// What departs from the shelf's prices, one word each: `item:<product>:unit_price:0.99`, `order:discount_percent:50`.
fn deviations(input: &Value) -> Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    let items = input.get("items").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    if items.len() > MAX_LINES {
        return Err(Error::invalid("input.items", format!("A basket has at most {MAX_LINES} lines.")));
    }
    for item in items {
        let product = item.get("product_id").and_then(Value::as_str).unwrap_or_default();
        let product = product.parse::<Id>().map_or_else(|_| product.to_owned(), |id| id.to_string());
        let of_item = ["unit_price", "discount_percent", "discount_amount"];
        found.extend(of_item.into_iter().filter_map(|field| deviation(item, field)).map(|word| {
            // A price is the product's own; so is what is taken off it.
            format!("item:{product}:{word}")
        }));
    }
    let of_order = ["discount_percent", "discount_amount"];
    found.extend(of_order.into_iter().filter_map(|field| deviation(input, field)).map(|word| format!("order:{word}")));
    Ok(found)
}

fn deviation(of: &Value, field: &str) -> Option<String> {
    let value = of.get(field).filter(|value| !value.is_null())?;
    let text = scalar(value);
    let amount = Decimal::from_str(&text).map(|amount| amount.normalize());
    match amount {
        // No discount is none; a price of nothing is a price.
        Ok(amount) if amount.is_zero() && field != "unit_price" => None,
        Ok(amount) => Some(format!("{field}:{amount}")),
        Err(_) => Some(format!("{field}:{text}")),
    }
}

/// The input in one way of writing: fields by name, and a number as its text, because a query knows texts alone.
fn canonical(value: &Value, text: &mut String) {
    match value {
        Value::Null => text.push_str("null"),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            write!(text, "{}", Value::String(scalar(value))).expect("a text takes any text");
        }
        Value::Array(values) => {
            text.push('[');
            for value in values {
                canonical(value, text);
                text.push(',');
            }
            text.push(']');
        }
        Value::Object(fields) => {
            text.push('{');
            for (name, value) in sorted(fields) {
                write!(text, "{}:", Value::String(name.clone())).expect("a text takes any text");
                canonical(value, text);
                text.push(',');
            }
            text.push('}');
        }
    }
}

fn sorted(fields: &Map<String, Value>) -> BTreeMap<&String, &Value> {
    fields.iter().collect()
}

fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const BASKET: &str = "00000000-0000-7000-8000-00000000000a";
    const TEA: &str = "00000000-0000-7000-8000-00000000000b";

    fn covered(approved: (&str, Value), shown: (&str, Value)) -> bool {
        let call = |(operation, input): &(&'static str, Value), token: &str| {
            Call { operation, input }.binding(token, true).expect("a binding")
        };
        let approved = (Box::leak(approved.0.to_owned().into_boxed_str()) as &'static str, approved.1);
        let binding = call(&approved, "token");
        Call { operation: shown.0, input: &shown.1 }.is_covered(approved.0, &binding, "token")
    }

    #[test]
    fn an_approval_is_good_for_its_input_however_that_is_written() {
        let approved = || ("cancel_order", json!({ "order_id": BASKET, "reason": "x", "limit": 5 }));
        assert!(covered(approved(), ("cancel_order", json!({ "limit": "5", "reason": "x", "order_id": BASKET }))));
        for (operation, input) in [
            ("refund_payment", json!({ "order_id": BASKET, "reason": "x", "limit": 5 })),
            ("cancel_order", json!({ "order_id": TEA, "reason": "x", "limit": 5 })),
            ("cancel_order", json!({ "order_id": BASKET, "reason": "x", "limit": 5, "more": null })),
            ("cancel_order", json!({ "order_id": BASKET, "reason": "x" })),
        ] {
            assert!(!covered(approved(), (operation, input.clone())), "{operation} {input}");
        }
    }

    #[test]
    fn a_basket_may_grow_and_may_not_get_cheaper() {
        let item =
            |price: &str, quantity: &str| json!({ "product_id": TEA, "unit_price": price, "quantity": quantity });
        let approved = || ("save_basket", json!({ "basket_id": BASKET, "revision": 1, "items": [item("0.50", "1")] }));
        let plain = json!({ "product_id": BASKET, "quantity": "1", "discount_percent": "0.00" });
        for (operation, input) in [
            ("checkout", json!({ "id": BASKET, "items": [item("0.5", "1")], "payments": [] })),
            ("create_order", json!({ "id": BASKET, "items": [item("0.500", "7"), plain] })),
            ("quote_order", json!({ "id": BASKET, "items": [] })),
        ] {
            assert!(covered(approved(), (operation, input.clone())), "{operation} {input}");
        }
        for (operation, input) in [
            ("checkout", json!({ "id": BASKET, "items": [item("0.49", "1")] })),
            ("checkout", json!({ "id": BASKET, "items": [item("0.50", "1")], "discount_percent": "1" })),
            ("checkout", json!({ "id": BASKET, "items": [{ "product_id": BASKET, "unit_price": "0.50" }] })),
            ("checkout", json!({ "id": TEA, "items": [item("0.50", "1")] })),
            ("checkout", json!({ "items": [item("0.50", "1")] })),
            ("update_product", json!({ "id": BASKET, "items": [item("0.50", "1")] })),
        ] {
            assert!(!covered(approved(), (operation, input.clone())), "{operation} {input}");
        }
    }
}
