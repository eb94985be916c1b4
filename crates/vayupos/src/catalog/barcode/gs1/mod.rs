//! GS1 element strings: a product's number and facts about this one piece or case, one after the other. Pure.
//!
//! Read as scanners send them, with FNC1 as the control character GS, and as people write them, with the application
//! identifiers (AI) in brackets. Which AIs there are and how long their values may be is in [`identifiers`].
//!
//! Source: GS1 General Specifications, 3 (identifiers), 7.8 (processing), 7.12 (dates).

pub(crate) mod currencies;
mod identifiers;

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;

use super::gtin::has_right_check_digit;
use crate::error::{Error, Result};

pub use identifiers::title;
use identifiers::{Shape, identifier};

/// What stands for the symbol FNC1 in what a scanner sends: it ends a value that has no length of its own.
pub const FNC1: char = '\u{1d}';
/// Elements of a string at the most; the longest DataMatrix holds fewer.
const MAX_ELEMENTS: usize = 50;
/// AIs of dates.
const DATES: [&str; 6] = ["11", "12", "13", "15", "16", "17"];
/// AIs whose value ends in a check digit.
const CHECKED: [&str; 4] = ["00", "01", "02", "03"];
/// Decimals that a measure's AI can promise at the most, so that an amount always fits.
const MAX_DECIMALS: u32 = 9;

/// An element string, read: its AIs and their values in the order they came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elements(Vec<(String, String)>);

/// Whether a text begins as people write element strings.
pub(super) fn is_bracketed(text: &str) -> bool {
    bracketed_ai(text).is_some()
}

/// The AI in the brackets that a text begins with, and what follows them.
fn bracketed_ai(text: &str) -> Option<(&str, &str)> {
    let (ai, rest) = text.strip_prefix('(')?.split_once(')')?;
    let known = identifier(ai).is_some_and(|known| known.ai.len() == ai.len());
    (known && !rest.is_empty()).then_some((ai, rest))
}

impl Elements {
    /// Reads an element string without its symbology identifier.
    ///
    /// # Errors
    /// `invalid`: nothing, an unknown AI, a value of the wrong form or length, a wrong check digit, no such date, an AI
    /// that is there twice with different values.
    pub fn parse(text: &str) -> Result<Self> {
        let mut elements = Self(Vec::new());
        let bracketed = is_bracketed(text);
        let mut rest = if bracketed { text } else { text.trim_start_matches(FNC1).trim_end_matches(FNC1) };
        while !rest.is_empty() {
            let (ai, value, after) = if bracketed { bracketed_element(rest)? } else { element(rest)? };
            elements.add(ai, value)?;
            rest = after;
        }
        if elements.0.is_empty() {
            return Err(unreadable("there is nothing in it"));
        }
        Ok(elements)
    }

    fn add(&mut self, ai: &str, value: &str) -> Result<()> {
        match self.value(ai) {
            Some(same) if same == value => return Ok(()),
            Some(_) => return Err(unreadable(&format!("({ai}) is in it twice"))),
            None if self.0.len() >= MAX_ELEMENTS => return Err(unreadable("it is too long")),
            None => {}
        }
        if CHECKED.contains(&ai) && !has_right_check_digit(value) {
            return Err(unreadable(&format!("the last digit of ({ai}){value} does not fit the others")));
        }
        // Which century it is does not decide whether a date exists, but for the 29th of February in 1900.
        if DATES.contains(&ai) && date(value, 2000).is_none() {
            return Err(unreadable(&format!("({ai}){value} is no date")));
        }
        self.0.push((ai.to_owned(), value.to_owned()));
        Ok(())
    }

    /// All AIs with their values, in the order they came.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(ai, value)| (ai.as_str(), value.as_str()))
    }

    /// The value of an AI.
    pub fn value(&self, ai: &str) -> Option<&str> {
        self.iter().find(|(other, _)| *other == ai).map(|(_, value)| value)
    }

    /// The product's GTIN, fourteen digits: of the piece itself, or of the pieces in a case.
    pub fn gtin(&self) -> Option<&str> {
        self.value("01").or_else(|| self.value("02"))
    }

    /// The net weight in kilograms.
    pub fn weight(&self) -> Option<Decimal> {
        self.measure("310").map(|(_, value)| value)
    }

    /// How many pieces: the variable count, or the count of what is in a case.
    pub fn count(&self) -> Option<i64> {
        self.value("30").or_else(|| self.value("37")).and_then(|value| value.parse().ok())
    }

    /// What it costs, and the currency's number where the code says it.
    pub fn price(&self) -> Option<(Decimal, Option<&str>)> {
        if let Some((_, price)) = self.measure("392") {
            return Some((price, None));
        }
        let (ai, value) = self.starting_with("393")?;
        let (currency, digits) = (value.get(..3)?, value.get(3..)?);
        Some((scaled(ai, digits)?, Some(currency)))
    }

    /// The date of an AI. A day of zero is the last of its month. `this_year` decides which century is meant.
    pub fn date(&self, ai: &str, this_year: i32) -> Option<NaiveDate> {
        date(self.value(ai)?, this_year)
    }

    fn starting_with(&self, prefix: &str) -> Option<(&str, &str)> {
        self.iter().find(|(ai, _)| ai.len() == 4 && ai.starts_with(prefix))
    }

    fn measure(&self, prefix: &str) -> Option<(&str, Decimal)> {
        let (ai, digits) = self.starting_with(prefix)?;
        Some((ai, scaled(ai, digits)?))
    }

    /// As a scanner sends it, without the symbology identifier.
    pub fn to_element_string(&self) -> String {
        let mut text = String::new();
        for (place, (ai, value)) in self.iter().enumerate() {
            text.push_str(ai);
            text.push_str(value);
            let ends_itself = identifier(ai).is_some_and(|known| known.ends_itself);
            if !ends_itself && place + 1 < self.0.len() {
                text.push(FNC1);
            }
        }
        text
    }
}

/// As people write it: `(01)04012345678901(10)ABC`.
impl std::fmt::Display for Elements {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.iter().try_for_each(|(ai, value)| write!(f, "({ai}){value}"))
    }
}

/// The last digit of a measure's AI says how many of its value's digits are decimals.
fn scaled(ai: &str, digits: &str) -> Option<Decimal> {
    let decimals = ai.chars().last()?.to_digit(10).filter(|decimals| *decimals <= MAX_DECIMALS)?;
    Some(Decimal::new(digits.parse().ok()?, decimals))
}

/// The next element of what a scanner sent, and what follows it.
fn element(text: &str) -> Result<(&str, &str, &str)> {
    let known = identifier(text).ok_or_else(|| unreadable("it begins with no known identifier"))?;
    let after_ai = &text[known.ai.len()..];
    let end = match known.shape.fixed() {
        // Some printers put a separator behind every value; it is no part of one.
        Some(length) if known.ends_itself => length,
        Some(_) | None => after_ai.find(FNC1).unwrap_or(after_ai.len()),
    };
    let value = after_ai.get(..end).ok_or_else(|| unreadable(&format!("({}) is too short", known.ai)))?;
    refuse_misshapen(known.ai, value, known.shape)?;
    let after = &after_ai[end..];
    Ok((known.ai, value, after.strip_prefix(FNC1).unwrap_or(after)))
}

/// The next element of what a person wrote, and what follows it.
fn bracketed_element(text: &str) -> Result<(&str, &str, &str)> {
    let (ai, rest) = bracketed_ai(text).ok_or_else(|| unreadable("it begins with no known identifier"))?;
    let next = rest.match_indices('(').map(|(at, _)| at).find(|at| is_bracketed(&rest[*at..]));
    let (value, after) = rest.split_at(next.unwrap_or(rest.len()));
    let known = identifier(ai).ok_or_else(|| unreadable("it begins with no known identifier"))?;
    refuse_misshapen(ai, value, known.shape)?;
    Ok((ai, value, after))
}

fn refuse_misshapen(ai: &str, value: &str, shape: Shape) -> Result<()> {
    if shape.fits(value) {
        return Ok(());
    }
    Err(unreadable(&format!("the value of ({ai}) has not the form it should have")))
}

fn unreadable(why: &str) -> Error {
    Error::invalid("code", format!("This GS1 code cannot be read: {why}. Please scan it again."))
}

/// YYMMDD as a date. Source: GS1 General Specifications, 7.12: 49 years back and 50 ahead.
fn date(value: &str, this_year: i32) -> Option<NaiveDate> {
    let part = |range: std::ops::Range<usize>| value.get(range)?.parse::<u32>().ok();
    let (year, month, day) = (i32::try_from(part(0..2)?).ok()?, part(2..4)?, part(4..6)?);
    let ahead = year - this_year.rem_euclid(100);
    let century = this_year.div_euclid(100) + i32::from(ahead <= -50) - i32::from(ahead >= 51);
    let year = century * 100 + year;
    if day > 0 {
        return NaiveDate::from_ymd_opt(year, month, day);
    }
    let first = NaiveDate::from_ymd_opt(year, month, 1)?;
    first.checked_add_months(chrono::Months::new(1))?.pred_opt().filter(|last| last.month() == month)
}

#[cfg(test)]
mod tests;
