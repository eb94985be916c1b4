//! Makes any text printable on one line: what steers a screen, hides, or piles up is taken out, letters are not.
//!
//! Product names come from imports, shops and customers; a receipt must not be turned around by one of them.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Characters of one text at the most: twice what any field of a receipt may hold.
const MAX_CHARS: usize = 1000;
/// Combining marks on one letter at the most: no language writes more, and a pile of them prints over other lines.
const MAX_MARKS: usize = 4;

/// The text without line breaks, controls, invisible characters and repeated blanks, in composed form.
pub(in crate::receipts) fn clean(text: &str) -> String {
    let mut cleaned = String::with_capacity(text.len());
    let mut marks = 0;
    // The limit is applied before normalising, which may make a few characters out of one.
    for letter in text.chars().take(MAX_CHARS).nfc() {
        marks = if is_combining_mark(letter) { marks + 1 } else { 0 };
        let last = cleaned.chars().next_back();
        if letter.is_whitespace() || letter.is_control() {
            // A no-break space is the shop's own wish: it keeps a number with its unit.
            let blank = if letter == '\u{a0}' || letter == '\u{202f}' { '\u{a0}' } else { ' ' };
            if last.is_some_and(|last| !is_blank(last)) {
                cleaned.push(blank);
            }
        } else if is_joiner(letter) {
            // Persian and the scripts of India need joiners inside a word; anywhere else they only hide.
            if last.is_some_and(|last| !is_blank(last) && !is_joiner(last)) {
                cleaned.push(letter);
            }
        } else if marks <= MAX_MARKS && !is_hidden(letter) {
            cleaned.push(letter);
        }
    }
    cleaned.truncate(cleaned.trim_end_matches(|letter| is_blank(letter) || is_joiner(letter)).len());
    cleaned
}

/// Whether a line may end at it; a no-break space is not a place for that.
pub(super) fn is_blank(letter: char) -> bool {
    letter == ' ' || letter == '\u{a0}'
}

/// Whether it needs no glyph: it only says how its neighbours are drawn.
pub(super) fn needs_no_glyph(letter: char) -> bool {
    is_joiner(letter) || matches!(letter, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

fn is_joiner(letter: char) -> bool {
    matches!(letter, '\u{200c}' | '\u{200d}')
}

/// Direction marks, zero-width and soft characters, tags, and what Unicode never assigns.
fn is_hidden(letter: char) -> bool {
    matches!(
        letter,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
            | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e00ff}' | '\u{fdd0}'..='\u{fdef}'
    ) || u32::from(letter) & 0xfffe == 0xfffe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_stays_and_what_steers_goes() {
        for (raw, cleaned) in [
            ("Käsekuchen", "Käsekuchen"),
            ("  two\t\r\n words \u{2028}", "two words"),
            ("a\u{202e}gpj.exe", "agpj.exe"),
            ("\u{feff}zero\u{200b}width\u{ad}", "zerowidth"),
            ("u\u{308}ber", "über"),
            ("می\u{200c}خواهم", "می\u{200c}خواهم"),
            ("\u{200d}x\u{200d}\u{200d}", "x"),
            ("5\u{a0}kg", "5\u{a0}kg"),
            ("\u{0}\u{7}", ""),
        ] {
            assert_eq!(clean(raw), cleaned, "{raw:?}");
        }
    }

    #[test]
    fn marks_do_not_pile_up() {
        let piled = format!("z{}", "\u{0336}".repeat(50));
        assert_eq!(clean(&piled).chars().count(), 1 + MAX_MARKS);
    }

    #[test]
    fn a_text_has_an_end() {
        assert_eq!(clean(&"x".repeat(1_000_000)).chars().count(), MAX_CHARS);
    }
}
