//! Figures and yes or no as people write them in tables. Pure.

use crate::money::Amount;
use crate::words::words;

words! {
    /// What stands before the decimals.
    pub enum DecimalMark {
        /// `1,234.50`
        Point = "point",
        /// `1.234,50`
        Comma = "comma",
    }
}

impl DecimalMark {
    const fn mark(self) -> char {
        match self {
            Self::Point => '.',
            Self::Comma => ',',
        }
    }

    const fn other(self) -> char {
        match self {
            Self::Point => ',',
            Self::Comma => '.',
        }
    }

    /// The one that more of these figures can only have been written with; a point where none of them tells.
    pub(super) fn guess<'a>(figures: impl Iterator<Item = &'a str>) -> Self {
        let (mut points, mut commas) = (0, 0);
        for figure in figures {
            match clue(&bare(figure)) {
                Some(Self::Point) => points += 1,
                Some(Self::Comma) => commas += 1,
                None => {}
            }
        }
        if commas > points { Self::Comma } else { Self::Point }
    }
}

/// Which mark a figure must have been written with, if it tells: `1.234` may be either.
fn clue(figure: &str) -> Option<DecimalMark> {
    let last = figure.rfind(['.', ','])?;
    let (mark, other) = match figure.as_bytes()[last] {
        b'.' => (DecimalMark::Point, DecimalMark::Comma),
        _ => (DecimalMark::Comma, DecimalMark::Point),
    };
    let (before, after) = (&figure[..last], &figure[last + 1..]);
    if before.contains(mark.mark()) {
        // It stands there twice, so it groups thousands.
        return Some(other);
    }
    let can_group = after.len() == 3 && !before.is_empty() && before.len() <= 3 && !before.starts_with('0');
    if before.contains(mark.other()) || !can_group { Some(mark) } else { None }
}

/// The figure without currency, blanks and apostrophes between its digits.
fn bare(figure: &str) -> String {
    let is_noise = |letter: char| letter.is_whitespace() || matches!(letter, '\'' | '’' | '\u{202F}' | '\u{A0}');
    let figure: String = figure.chars().filter(|letter| !is_noise(*letter)).collect();
    // At most one sign or code of a currency, before or behind.
    let is_part = |letter: char| letter.is_ascii_digit() || matches!(letter, '.' | ',' | '-' | '+');
    let begin = figure.find(is_part).unwrap_or(figure.len());
    let end = figure.rfind(is_part).map_or(begin, |last| last + 1);
    let (before, after) = (&figure[..begin], &figure[end.max(begin)..]);
    if is_currency(before) && is_currency(after) && (before.is_empty() || after.is_empty()) {
        figure[begin..end.max(begin)].to_owned()
    } else {
        figure
    }
}

fn is_currency(text: &str) -> bool {
    let letters = text.chars().count();
    let is_code = letters <= 3 && text.chars().all(char::is_alphabetic);
    let is_sign = letters == 1 && text.chars().all(|letter| !letter.is_ascii() || letter == '$');
    text.is_empty() || is_code || is_sign
}

/// A figure by the file's way of writing; none when it is none.
pub(super) fn figure(text: &str, mark: DecimalMark) -> Option<Amount> {
    let figure = bare(text);
    let figure = figure.strip_prefix('+').unwrap_or(&figure);
    let (sign, digits) = figure.strip_prefix('-').map_or(("", figure), |digits| ("-", digits));
    let (whole, decimals) = digits.split_once(mark.mark()).unwrap_or((digits, ""));
    let mut groups = whole.split(mark.other());
    let first = groups.next().unwrap_or_default();
    let mut plain = first.to_owned();
    for group in groups {
        if group.len() != 3 || first.is_empty() || first.len() > 3 {
            return None;
        }
        plain.push_str(group);
    }
    if plain.is_empty() && decimals.is_empty() {
        return None;
    }
    let plain = if plain.is_empty() { "0" } else { &plain };
    // Zeros behind the last decimal say nothing, and a spreadsheet may write any number of them.
    let decimals = decimals.trim_end_matches('0');
    let text = if decimals.is_empty() { format!("{sign}{plain}") } else { format!("{sign}{plain}.{decimals}") };
    text.parse().ok()
}

const YES: &[&str] = &[
    "1",
    "y",
    "yes",
    "true",
    "t",
    "x",
    "on",
    "ja",
    "j",
    "wahr",
    "oui",
    "o",
    "vrai",
    "si",
    "s",
    "sim",
    "vero",
    "verdadero",
];
const NO: &[&str] = &["0", "n", "no", "false", "f", "-", "off", "nein", "falsch", "non", "faux", "nao", "falso", "nee"];

/// Yes or no; none when it is neither.
pub(super) fn yes_or_no(text: &str) -> Option<bool> {
    let word = crate::finding::fold(text);
    match (YES.contains(&word.as_str()), NO.contains(&word.as_str())) {
        (true, _) => Some(true),
        (false, true) => Some(false),
        (false, false) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use DecimalMark::{Comma, Point};

    #[test]
    fn a_file_tells_how_it_writes_decimals() {
        for (figures, mark) in [
            (&["1,99", "12,00"][..], Comma),
            (&["1.99", "12"], Point),
            (&["1.234", "2,50"], Comma),
            (&["1,234", "2.50"], Point),
            (&["1.234.567"], Comma),
            (&["1,234,567"], Point),
            (&["1.234,5"], Comma),
            (&["0.640"], Point),
            (&["0,640"], Comma),
            (&["1.234"], Point),
            (&["12", ""], Point),
            (&["12,5 €", "€ 3,75"], Comma),
        ] {
            assert_eq!(DecimalMark::guess(figures.iter().copied()), mark, "{figures:?}");
        }
    }

    #[test]
    fn figures_are_read_as_they_are_written() {
        for (text, mark, plain) in [
            ("1.234,50", Comma, Some("1234.5")),
            ("1,234.50", Point, Some("1234.5")),
            ("1 234,50", Comma, Some("1234.5")),
            ("1'234.50", Point, Some("1234.5")),
            ("€ 12,00", Comma, Some("12")),
            ("12.00 EUR", Point, Some("12")),
            ("$1.5", Point, Some("1.5")),
            (",5", Comma, Some("0.5")),
            ("5,", Comma, Some("5")),
            ("-3", Point, Some("-3")),
            ("0.99000000000000000000", Point, Some("0.99")),
            ("1.23,50", Comma, None),
            ("1,2,3", Point, None),
            ("1.2.3", Point, None),
            ("1234,567", Point, None),
            ("1e3", Point, None),
            ("NaN", Point, None),
            ("twelve", Point, None),
            ("=1+1", Point, None),
            ("12 pcs", Point, Some("12")),
            ("", Point, None),
            ("-", Point, None),
            (".", Point, None),
            ("9999999999999999999999999", Point, None),
            ("--1", Point, None),
            ("€€1", Point, None),
        ] {
            let read = figure(text, mark);
            let expected = plain.map(|plain| plain.parse::<Amount>().unwrap());
            // "pcs" looks like the code of a currency; what it is of does not matter here.
            assert_eq!(read, expected, "{text:?}");
        }
    }

    #[test]
    fn yes_is_said_in_many_ways() {
        for word in ["yes", "JA", "x", "1", "Sí", "wahr", "TRUE"] {
            assert_eq!(yes_or_no(word), Some(true), "{word}");
        }
        for word in ["no", "Nein", "0", "FALSE", "não"] {
            assert_eq!(yes_or_no(word), Some(false), "{word}");
        }
        assert_eq!(yes_or_no("perhaps"), None);
    }
}
