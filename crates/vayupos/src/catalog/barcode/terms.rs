//! What weight, count and price in a code come to on a line of a sale. Pure.
//!
//! A printed price is a promise: the line comes to exactly that. Goods in pieces are sold at the printed price; of weighed
//! goods the weight is the printed price by the shelf's, to the gram. Where that weight at the shelf's price does not come
//! to the printed price, because a gram costs more than the smallest coin, the unit price bends by as little as it takes.

use rust_decimal::Decimal;

use crate::currency::Currency;
use crate::error::{Error, Result};
use crate::money::{Money, UnitPrice, round_div};
use crate::quantity::{MAX_QUANTITY_E3, Quantity};

/// How far a weight that nobody put on the scales may be from the nearest one, in thousandths.
const NEARBY_E3: i64 = 20;

/// What a code says, as far as it says anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Said {
    /// In kilograms.
    pub weight: Option<Decimal>,
    /// In pieces.
    pub count: Option<i64>,
    /// Of all of it, in the currency's units.
    pub price: Option<Decimal>,
}

/// The product as far as the terms depend on it.
#[derive(Debug, Clone, Copy)]
pub struct Goods<'a> {
    /// For a message.
    pub name: &'a str,
    /// What is counted.
    pub unit: &'a str,
    /// Whether it is put on the scales.
    pub sold_by_weight: bool,
    /// The price on the shelf.
    pub list_price: UnitPrice,
}

/// How a line is sold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Terms {
    /// How much.
    pub quantity: Quantity,
    /// Another price than the shelf's.
    pub unit_price: Option<UnitPrice>,
    /// What the line comes to, where the code says it.
    pub price: Option<Money>,
}

/// What a code comes to.
///
/// # Errors
/// `invalid`: nothing of it, a price with more digits than the currency; `conflict`: a weight for goods in pieces, a price
/// for weighed goods that have none on the shelf.
pub fn terms(said: Said, goods: Goods<'_>, currency: Currency) -> Result<Terms> {
    let in_pieces = goods.unit == "each" && !goods.sold_by_weight;
    let price = said.price.map(|price| minor(price, currency)).transpose()?;
    let quantity_e3 = quantity_e3(said, goods, in_pieces)?;
    let list_e4 = goods.list_price.e4();
    let digits = currency.digits();
    let (quantity_e3, price_e4) = match (price, quantity_e3) {
        (None, quantity_e3) => (quantity_e3.unwrap_or(Quantity::ONE.e3()), list_e4),
        (Some(price), Some(quantity_e3)) => {
            let price_e4 = fitting(price, quantity_e3, list_e4, digits).ok_or_else(|| unfitting(goods))?;
            (quantity_e3, price_e4)
        }
        (Some(price), None) if in_pieces || !goods.sold_by_weight => {
            let price_e4 = fitting(price, Quantity::ONE.e3(), list_e4, digits).ok_or_else(|| unfitting(goods))?;
            (Quantity::ONE.e3(), price_e4)
        }
        (Some(price), None) => weighed(price, list_e4, digits).ok_or_else(|| unfitting(goods))?,
    };
    let unit_price = (price_e4 != list_e4).then_some(price_e4);
    let unit_price = unit_price.map(|e4| UnitPrice::new(e4, digits).ok_or_else(|| unfitting(goods))).transpose()?;
    Ok(Terms { quantity: Quantity::new(quantity_e3), unit_price, price: price.map(|minor| currency.money(minor)) })
}

fn unfitting(goods: Goods<'_>) -> Error {
    Error::conflict(format!("The price in the code and the price of {} do not go together.", goods.name))
}

/// A price in minor units, when it is one.
fn minor(price: Decimal, currency: Currency) -> Result<i64> {
    let unit = Decimal::from(10_i64.pow(u32::from(currency.digits())));
    let minor = price.checked_mul(unit).filter(|minor| minor.fract().is_zero());
    let minor = minor.and_then(|minor| i64::try_from(minor.trunc()).ok());
    match minor {
        Some(minor) if (1..=crate::money::MAX_AMOUNT_MINOR).contains(&minor) => Ok(minor),
        Some(_) | None => {
            Err(Error::invalid("code", format!("The code says a price of {price}, which is none in {currency:?}.")))
        }
    }
}

/// How much the code says; none when it does not.
fn quantity_e3(said: Said, goods: Goods<'_>, in_pieces: bool) -> Result<Option<i64>> {
    let quantity_e3 = match (said.weight, said.count) {
        (None, None) => return Ok(None),
        (Some(weight), _) if in_pieces => {
            let message = format!("{} is sold in pieces, and its label says {weight} kg.", goods.name);
            return Err(Error::conflict(message));
        }
        (Some(weight), _) => {
            let thousandths = Decimal::from(if goods.unit == "g" { 1_000_000 } else { 1000 });
            weight.checked_mul(thousandths).and_then(|e3| i64::try_from(e3.round()).ok())
        }
        (None, Some(count)) => count.checked_mul(Quantity::ONE.e3()),
    };
    match quantity_e3 {
        Some(e3) if (1..=MAX_QUANTITY_E3).contains(&e3) => Ok(Some(e3)),
        Some(_) | None => Err(Error::invalid("code", "The code says a quantity that cannot be sold.")),
    }
}

/// What a line comes to, in minor units: as a basket is priced.
fn line(price_e4: i64, quantity_e3: i64, digits: u8) -> i128 {
    round_div(i128::from(price_e4) * i128::from(quantity_e3), 10_i128.pow(7 - u32::from(digits)))
}

/// The unit price at which so much comes to the price: the shelf's when it does, else the nearest.
fn fitting(price: i64, quantity_e3: i64, list_e4: i64, digits: u8) -> Option<i64> {
    let comes_to_it = |e4: &i64| line(*e4, quantity_e3, digits) == i128::from(price);
    if comes_to_it(&list_e4) {
        return Some(list_e4);
    }
    let price_e7 = i128::from(price) * 10_i128.pow(7 - u32::from(digits));
    let nearest = i64::try_from(round_div(price_e7, i128::from(quantity_e3))).ok()?;
    Some(nearest).filter(comes_to_it)
}

/// Weight and unit price of goods whose label has a price only: the shelf's price if a weight near by comes to it.
fn weighed(price: i64, list_e4: i64, digits: u8) -> Option<(i64, i64)> {
    if list_e4 == 0 {
        return None;
    }
    let price_e7 = i128::from(price) * 10_i128.pow(7 - u32::from(digits));
    let nearest = i64::try_from(round_div(price_e7, i128::from(list_e4))).ok()?.max(1);
    let nearby = || (0..=NEARBY_E3).flat_map(|off| [nearest + off, nearest - off]).filter(|e3| *e3 > 0);
    let at_the_shelfs = nearby().take(4).find(|e3| line(list_e4, *e3, digits) == i128::from(price));
    let quantity_e3 = at_the_shelfs
        .map(|e3| (e3, list_e4))
        .or_else(|| nearby().find_map(|e3| fitting(price, e3, list_e4, digits).map(|e4| (e3, e4))))?;
    Some(quantity_e3).filter(|(e3, _)| *e3 <= MAX_QUANTITY_E3)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn goods(unit: &'static str, sold_by_weight: bool, list_e4: i64) -> Goods<'static> {
        Goods { name: "Cheese", unit, sold_by_weight, list_price: UnitPrice::stored(list_e4, 2) }
    }

    fn euro() -> Currency {
        Currency::find("EUR").expect("a currency")
    }

    fn dec(text: &str) -> Option<Decimal> {
        Some(text.parse().expect("a decimal"))
    }

    #[test]
    fn weights_counts_and_prices_become_lines() {
        let kilo = goods("kg", true, 129_900);
        let piece = goods("each", false, 20_000);
        for (said, goods, quantity, unit_price, price) in [
            (Said { weight: dec("1.250"), ..Said::default() }, kilo, "1.25", None, None),
            (Said { weight: dec("1.250"), ..Said::default() }, goods("g", true, 100), "1250", None, None),
            (Said { count: Some(12), ..Said::default() }, piece, "12", None, None),
            (Said { price: dec("1.75"), ..Said::default() }, piece, "1", Some("1.75"), Some("1.75")),
            (Said { price: dec("2.00"), ..Said::default() }, piece, "1", None, Some("2.00")),
            (Said { price: dec("4.99"), ..Said::default() }, kilo, "0.384", None, Some("4.99")),
            (Said { price: dec("5.00"), ..Said::default() }, kilo, "0.385", None, Some("5.00")),
            (Said { price: dec("0.01"), ..Said::default() }, kilo, "0.001", None, Some("0.01")),
            (
                Said { price: dec("8.64"), weight: dec("0.720"), ..Said::default() },
                kilo,
                "0.72",
                Some("12.00"),
                Some("8.64"),
            ),
            (Said::default(), piece, "1", None, None),
        ] {
            let terms = terms(said, goods, euro()).expect("terms");
            let shown = (terms.quantity.to_string(), terms.unit_price.map(|price| price.to_string()));
            assert_eq!((shown.0.as_str(), shown.1.as_deref()), (quantity, unit_price), "{said:?}");
            assert_eq!(terms.price.map(|price| price.to_string()).as_deref(), price, "{said:?}");
        }
    }

    #[test]
    fn what_does_not_go_together_is_refused() {
        let kilo = goods("kg", true, 129_900);
        for (said, goods) in [
            (Said { weight: dec("1.250"), ..Said::default() }, goods("each", false, 20_000)),
            (Said { price: dec("0.12599"), ..Said::default() }, kilo),
            (Said { price: dec("0"), ..Said::default() }, kilo),
            (Said { weight: dec("0.0001"), ..Said::default() }, kilo),
            (Said { count: Some(0), ..Said::default() }, kilo),
            (Said { count: Some(i64::MAX), ..Said::default() }, kilo),
            (Said { price: dec("1.00"), ..Said::default() }, goods("kg", true, 0)),
        ] {
            assert!(terms(said, goods, euro()).is_err(), "{said:?}");
        }
    }

    proptest! {
        #[test]
        fn a_weighed_line_comes_to_the_printed_price(price in 1..=99_999_i64, list_e4 in 1_000..=20_000_000_i64) {
            let said = Said { price: Some(Decimal::new(price, 2)), ..Said::default() };
            let terms = terms(said, goods("kg", true, list_e4), euro()).expect("every label is sold");
            let unit_e4 = terms.unit_price.map_or(list_e4, UnitPrice::e4);
            prop_assert_eq!(line(unit_e4, terms.quantity.e3(), 2), i128::from(price));
            // The weight is the price by the shelf's, give or take a few grams, and never nothing.
            let exact = price as f64 / 100.0 / (list_e4 as f64 / 10_000.0) * 1000.0;
            prop_assert!((terms.quantity.e3() as f64 - exact).abs() <= 21.0);
            prop_assert!(terms.quantity > Quantity::ZERO);
        }
    }
}
