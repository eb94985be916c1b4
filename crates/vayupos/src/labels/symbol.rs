//! Codes as black and white modules. Pure.

use barcoders::sym::code128::Code128;
use barcoders::sym::ean8::EAN8;
use barcoders::sym::ean13::EAN13;
use qrcode::{Color, EcLevel, QrCode};

use crate::catalog::barcode::MAX_CODE_CHARS;
use crate::catalog::barcode::gtin::{Kind, is_digits};
use crate::error::{Error, Result};
use crate::words::words;

words! {
    /// How a code is drawn.
    pub enum SymbolKind {
        /// Bars of a GTIN with 12 or 13 digits.
        Ean13 = "ean13",
        /// Bars of a GTIN with 8 digits.
        Ean8 = "ean8",
        /// Bars of letters and digits.
        Code128 = "code128",
        /// A square, which takes any text.
        Qr = "qr",
    }
}

/// The longest text that bars can be read of on a label.
const MAX_BARS_CHARS: usize = 48;
/// Modules left white around a QR code. Source: ISO/IEC 18004.
const QR_QUIET: usize = 4;
/// Modules left white around Code 128. Source: ISO/IEC 15417.
const CODE128_QUIET: usize = 10;

/// A code in modules; true is black.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Symbol {
    /// One row of bars, with white modules on the left and on the right, and what is printed below.
    Bars { modules: Vec<bool>, quiet: (usize, usize), text: String },
    /// A square of rows, with white modules on every side.
    Square { width: usize, modules: Vec<bool>, quiet: usize },
}

impl Symbol {
    /// Modules from the left to the right, the white ones too.
    pub(super) fn across(&self) -> usize {
        match self {
            Self::Bars { modules, quiet, .. } => quiet.0 + modules.len() + quiet.1,
            Self::Square { width, quiet, .. } => width + 2 * quiet,
        }
    }
}

/// A code as modules, drawn as it is wished or as suits it.
///
/// # Errors
/// `invalid`: nothing, too long, or not what such a symbol can hold.
pub(super) fn symbol(code: &str, wished: Option<SymbolKind>) -> Result<Symbol> {
    if code.is_empty() || code.chars().count() > MAX_CODE_CHARS {
        return Err(Error::invalid("code", format!("A barcode has 1 to {MAX_CODE_CHARS} characters.")));
    }
    let symbol = match wished.unwrap_or_else(|| usual_kind(code)) {
        SymbolKind::Ean13 => ean13(code),
        SymbolKind::Ean8 => ean8(code),
        SymbolKind::Code128 => code128(code),
        SymbolKind::Qr => qr(code),
    };
    symbol.ok_or_else(|| Error::invalid("code", format!("{code} cannot be drawn as such a barcode.")))
}

fn usual_kind(code: &str) -> SymbolKind {
    match Kind::of(code) {
        Some(Kind::Ean13 | Kind::UpcA) => SymbolKind::Ean13,
        Some(Kind::Ean8) => SymbolKind::Ean8,
        Some(Kind::Gtin14) | None if is_printable(code) => SymbolKind::Code128,
        Some(Kind::Gtin14) | None => SymbolKind::Qr,
    }
}

fn is_printable(code: &str) -> bool {
    code.len() <= MAX_BARS_CHARS && code.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}

fn ean13(code: &str) -> Option<Symbol> {
    let code = match Kind::of(code)? {
        Kind::Ean13 => code.to_owned(),
        Kind::UpcA => format!("0{code}"),
        Kind::Ean8 | Kind::Gtin14 => return None,
    };
    // Source of the quiet zones: GS1 General Specifications, 5.2.3.4.
    Some(bars(EAN13::new(&code).ok()?.encode(), (11, 7), &code))
}

fn ean8(code: &str) -> Option<Symbol> {
    if Kind::of(code)? != Kind::Ean8 {
        return None;
    }
    Some(bars(EAN8::new(code).ok()?.encode(), (7, 7), code))
}

fn code128(code: &str) -> Option<Symbol> {
    if !is_printable(code) {
        return None;
    }
    // Set C takes two digits in the width of one letter; the library is told by the letter in front.
    let set = if is_digits(code) && code.len().is_multiple_of(2) { '\u{106}' } else { '\u{181}' };
    let encoded = Code128::new(format!("{set}{code}")).ok()?.encode();
    Some(bars(encoded, (CODE128_QUIET, CODE128_QUIET), code))
}

fn bars(encoded: Vec<u8>, quiet: (usize, usize), text: &str) -> Symbol {
    Symbol::Bars { modules: encoded.into_iter().map(|module| module == 1).collect(), quiet, text: text.to_owned() }
}

fn qr(code: &str) -> Option<Symbol> {
    let code = QrCode::with_error_correction_level(code, EcLevel::M).ok()?;
    let modules = code.to_colors().into_iter().map(|color| color == Color::Dark).collect();
    Some(Symbol::Square { width: code.width(), modules, quiet: QR_QUIET })
}

/// Stretches of black in a row: where each begins and how long it is.
pub(super) fn stretches(row: &[bool]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    for stretch in row.chunk_by(|one, other| one == other) {
        if stretch.first() == Some(&true) {
            found.push((at, stretch.len()));
        }
        at += stretch.len();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn modules(code: &str, kind: Option<SymbolKind>) -> String {
        match symbol(code, kind).expect("it can be drawn") {
            Symbol::Bars { modules, .. } | Symbol::Square { modules, .. } => {
                modules.iter().map(|black| if *black { '1' } else { '0' }).collect()
            }
        }
    }

    /// Odd, even and right-hand digits, and which of the first six are even. Source: GS1 General Specifications, 5.2.1.
    const ODD: [&str; 10] =
        ["0001101", "0011001", "0010011", "0111101", "0100011", "0110001", "0101111", "0111011", "0110111", "0001011"];
    const PARITY: [&str; 10] =
        ["OOOOOO", "OOEOEE", "OOEEOE", "OOEEEO", "OEOOEE", "OEEOOE", "OEEEOO", "OEOEOE", "OEOEEO", "OEEOEO"];

    /// Reads bars back into digits.
    fn decoded(bars: &str) -> Option<String> {
        let inner = bars.strip_prefix("101")?.strip_suffix("101")?;
        let (left, right) = (inner.get(..42)?, inner.get(42..)?.strip_prefix("01010")?);
        let flip =
            |pattern: &str| -> String { pattern.chars().map(|bit| if bit == '0' { '1' } else { '0' }).collect() };
        let (mut parity, mut digits) = (String::new(), String::new());
        for place in 0..6 {
            let pattern = left.get(place * 7..place * 7 + 7)?;
            let even: String = flip(pattern).chars().rev().collect();
            let odd = ODD.iter().position(|digit| *digit == pattern);
            let digit = odd.or_else(|| ODD.iter().position(|digit| *digit == even))?;
            parity.push(if odd.is_some() { 'O' } else { 'E' });
            digits.push_str(&digit.to_string());
        }
        for place in 0..6 {
            let pattern = flip(right.get(place * 7..place * 7 + 7)?);
            digits.push_str(&ODD.iter().position(|digit| *digit == pattern)?.to_string());
        }
        let first = PARITY.iter().position(|pattern| *pattern == parity)?;
        Some(format!("{first}{digits}"))
    }

    #[test]
    fn bars_of_a_gtin_are_read_back() {
        for (code, read) in [
            ("5901234123457", "5901234123457"),
            ("4006381333931", "4006381333931"),
            ("036000291452", "0036000291452"),
            ("9780201379624", "9780201379624"),
            ("2112345000008", "2112345000008"),
        ] {
            let bars = modules(code, None);
            assert_eq!(bars.len(), 95);
            assert_eq!(decoded(&bars).as_deref(), Some(read));
        }
        assert_eq!(modules("73513537", None).len(), 67);
    }

    #[test]
    fn code_128_is_the_published_example() {
        // PJJ123C in set A with its check symbol 54. Source: Wikipedia, Code 128.
        let published = [
            "11010000100",
            "11101110110",
            "10110111000",
            "10110111000",
            "10011100110",
            "11001110010",
            "11001011100",
            "10001000110",
            "11101011000",
            "1100011101011",
        ];
        let library: String =
            Code128::new("\u{c0}PJJ123C").expect("set A").encode().iter().map(u8::to_string).collect();
        assert_eq!(library, published.concat());
        // Ours is set B: the same letters after another start.
        let ours = modules("PJJ123C", None);
        assert_eq!(ours.get(..11), Some("11010010000"));
        assert_eq!(ours.get(11..88), library.get(11..88));
        assert_eq!(modules("123456", None).len(), 11 * 5 + 13, "two digits a symbol");
    }

    #[test]
    fn what_cannot_be_drawn_is_refused() {
        for (code, kind) in [
            ("", None),
            ("4006381333932", Some(SymbolKind::Ean13)),
            ("ABC", Some(SymbolKind::Ean13)),
            ("4006381333931", Some(SymbolKind::Ean8)),
            ("Käse", Some(SymbolKind::Code128)),
            ("Ɓ", Some(SymbolKind::Code128)),
        ] {
            assert!(symbol(code, kind).is_err(), "{code}");
        }
        assert!(symbol(&"9".repeat(65), None).is_err());
        assert!(matches!(symbol("Käse", None), Ok(Symbol::Square { .. })));
        assert!(matches!(symbol("4006381333932", None), Ok(Symbol::Bars { .. })), "as a text of digits");
    }
}
