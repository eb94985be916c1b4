//! The application identifiers: how long each is, and what its value looks like.
//!
//! Source: GS1 General Specifications, figure 3.2-1 (identifiers) and 7.8.5 (identifiers of predefined length).

use super::super::gtin::is_digits;

/// Characters of a value at the most.
const MAX_VALUE_CHARS: usize = 90;

/// What a value looks like: digits in front, and then digits or characters.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    digits: usize,
    tail: Tail,
}

#[derive(Debug, Clone, Copy)]
enum Tail {
    None,
    /// Digits, at least and at most so many.
    Digits(usize, usize),
    /// Characters of the set that every such code may use, at least and at most so many.
    Text(usize, usize),
}

impl Shape {
    /// The length, when there is only one.
    pub(super) fn fixed(self) -> Option<usize> {
        match self.tail {
            Tail::None => Some(self.digits),
            Tail::Digits(..) | Tail::Text(..) => None,
        }
    }

    pub(super) fn fits(self, value: &str) -> bool {
        let (Some(head), Some(tail)) = (value.get(..self.digits), value.get(self.digits..)) else { return false };
        let head_fits = head.is_empty() || is_digits(head);
        head_fits
            && match self.tail {
                Tail::None => tail.is_empty(),
                Tail::Digits(least, most) => {
                    (least..=most).contains(&tail.len()) && (tail.is_empty() || is_digits(tail))
                }
                Tail::Text(least, most) => (least..=most).contains(&tail.len()) && tail.bytes().all(is_invariant),
            }
    }
}

/// The 82 characters that look the same everywhere. Source: GS1 General Specifications, figure 7.11-1.
fn is_invariant(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!\"%&'()*+,-./:;<=>?_".contains(&byte)
}

/// An application identifier that is known.
#[derive(Debug, Clone, Copy)]
pub(super) struct Identifier<'a> {
    /// Two to four digits.
    pub(super) ai: &'a str,
    pub(super) shape: Shape,
    /// Whether its value has a length of its own, so that no separator needs to follow.
    pub(super) ends_itself: bool,
}

/// The identifier that a text begins with.
pub(super) fn identifier(text: &str) -> Option<Identifier<'_>> {
    let two = text.get(..2).filter(|two| is_digits(two))?;
    let length = match two {
        "00" | "01" | "02" | "03" | "10" | "11" | "12" | "13" | "15" | "16" | "17" | "20" | "21" | "22" | "30"
        | "37" => 2,
        "23" | "24" | "25" | "40" | "41" | "42" | "71" => 3,
        "31" | "32" | "33" | "34" | "35" | "36" | "39" | "43" | "70" | "72" | "80" | "81" | "82" => 4,
        _ if two.starts_with('9') => 2,
        _ => return None,
    };
    let ai = text.get(..length).filter(|ai| is_digits(ai))?;
    // These begin identifiers whose values all have the length that the first two digits say.
    let ends_itself = matches!(two, "00" | "01" | "02" | "03" | "11" | "12" | "13" | "15" | "16" | "17" | "20" | "41")
        || matches!(two, "31" | "32" | "33" | "34" | "35" | "36");
    Some(Identifier { ai, shape: shape(ai)?, ends_itself })
}

fn shape(ai: &str) -> Option<Shape> {
    let digits = |digits| Shape { digits, tail: Tail::None };
    let up_to = |most| Shape { digits: 0, tail: Tail::Digits(1, most) };
    let text = |most| Shape { digits: 0, tail: Tail::Text(1, most) };
    Some(match ai {
        "00" => digits(18),
        "01" | "02" | "03" => digits(14),
        "11" | "12" | "13" | "15" | "16" | "17" => digits(6),
        "20" => digits(2),
        "10" | "21" | "22" | "243" | "254" | "420" => text(20),
        "235" => text(28),
        "240" | "241" | "250" | "251" | "400" | "401" | "403" => text(30),
        "242" => up_to(6),
        "253" => Shape { digits: 13, tail: Tail::Text(0, 17) },
        "255" => Shape { digits: 13, tail: Tail::Digits(0, 12) },
        "30" | "37" => up_to(8),
        "402" => digits(17),
        "421" => Shape { digits: 3, tail: Tail::Text(1, 9) },
        "422" | "424" | "426" => digits(3),
        "423" | "425" => Shape { digits: 3, tail: Tail::Digits(0, 12) },
        "427" => text(3),
        "8005" => digits(6),
        "8006" | "8017" | "8018" | "8026" => digits(18),
        "8020" => text(25),
        _ if ai.starts_with('9') => text(MAX_VALUE_CHARS),
        _ => return shape_of_family(ai),
    })
}

/// Families of identifiers, told by how they begin.
fn shape_of_family(ai: &str) -> Option<Shape> {
    let last = ai.chars().last().and_then(|last| last.to_digit(10))?;
    let (three, third) = (ai.get(..3)?, ai.chars().nth(2).and_then(|third| third.to_digit(10))?);
    let up_to = |digits, most| Shape { digits, tail: Tail::Digits(1, most) };
    let digits = |digits| Shape { digits, tail: Tail::None };
    match ai.get(..2)? {
        // Measures: the last digit says how many of the six are decimals.
        "31" if third <= 6 && last <= 5 => Some(digits(6)),
        "33" | "35" if third <= 7 && last <= 5 => Some(digits(6)),
        "32" | "34" | "36" if last <= 5 => Some(digits(6)),
        "39" => match three {
            "390" | "392" => Some(up_to(0, 15)),
            "391" | "393" => Some(up_to(3, 15)),
            "394" if last <= 3 => Some(digits(4)),
            "395" if last <= 5 => Some(digits(6)),
            _ => None,
        },
        "41" if last <= 7 => Some(digits(13)),
        "71" if last <= 7 => Some(Shape { digits: 0, tail: Tail::Text(1, 20) }),
        // A shop needs nothing of these; they end at a separator, so they can be read past.
        "43" | "70" | "72" | "80" | "81" | "82" => Some(Shape { digits: 0, tail: Tail::Text(1, MAX_VALUE_CHARS) }),
        _ => None,
    }
}

/// What an AI is about, for a person; none for those that a shop has no use for.
pub fn title(ai: &str) -> Option<&'static str> {
    Some(match ai {
        "00" => "number of a logistic unit",
        "01" => "GTIN",
        "02" => "GTIN of the contents",
        "10" => "batch",
        "11" => "production date",
        "12" => "due date",
        "13" => "packaging date",
        "15" => "best before",
        "16" => "sell by",
        "17" => "expiry date",
        "20" => "variant",
        "21" => "serial number",
        "30" => "count",
        "37" => "count of the contents",
        _ if ai.len() == 4 => match ai.get(..3)? {
            "310" => "net weight, kg",
            "320" => "net weight, lb",
            "315" => "net volume, l",
            "390" | "391" => "amount payable",
            "392" => "price",
            "393" => "price with currency",
            _ => return None,
        },
        _ => return None,
    })
}
