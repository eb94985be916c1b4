//! How a value is a cell of a CSV file, and back without loss. Pure.
//!
//! Nothing is an empty cell. A text that is empty, or that a spreadsheet would run as a formula, or that begins with an
//! apostrophe, gets an apostrophe before it, which spreadsheets take for "a text follows".

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::db::copy::cells::{Cell, CellKind};

/// Source: OWASP, CSV injection.
const FORMULA_MARKS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];
const TEXT_MARK: char = '\'';

/// A value as a cell.
pub(super) fn written(cell: Option<&Cell>) -> String {
    match cell {
        None => String::new(),
        Some(Cell::Integer(number)) => number.to_string(),
        Some(Cell::Text(text)) => marked(text),
        Some(Cell::Bytes(bytes)) => marked(&STANDARD.encode(bytes)),
    }
}

fn marked(text: &str) -> String {
    if text.is_empty() || text.starts_with(TEXT_MARK) || text.starts_with(FORMULA_MARKS) {
        format!("{TEXT_MARK}{text}")
    } else {
        text.to_owned()
    }
}

/// A cell as a value; none when it is none of this kind.
pub(super) fn read(cell: &str, kind: CellKind) -> Option<Option<Cell>> {
    if cell.is_empty() {
        return Some(None);
    }
    let text = cell.strip_prefix(TEXT_MARK).unwrap_or(cell);
    let value = match kind {
        CellKind::Integer => Cell::Integer(cell.parse().ok()?),
        CellKind::Text if text.contains('\0') => return None,
        CellKind::Text => Cell::Text(text.to_owned()),
        CellKind::Bytes => Cell::Bytes(STANDARD.decode(text).ok()?),
    };
    Some(Some(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_comes_back_and_none_is_a_formula() {
        for text in
            ["", "'", "''", "=cmd()", "+1", "-x", "@a", "\ta", "\rb", "plain", "a\r\nb", " ", "\"quoted\"", "日本"]
        {
            let cell = written(Some(&Cell::Text(text.into())));
            assert!(!cell.starts_with(FORMULA_MARKS) && !cell.is_empty(), "{text:?}: {cell:?}");
            assert_eq!(read(&cell, CellKind::Text), Some(Some(Cell::Text(text.into()))), "{text:?}");
        }
        for number in [0, -5, i64::MIN, i64::MAX] {
            assert_eq!(
                read(&written(Some(&Cell::Integer(number))), CellKind::Integer),
                Some(Some(Cell::Integer(number)))
            );
        }
        for bytes in [&b""[..], b"\xfb\xff", b"abc"] {
            let cell = written(Some(&Cell::Bytes(bytes.into())));
            assert_eq!(read(&cell, CellKind::Bytes), Some(Some(Cell::Bytes(bytes.into()))));
        }
        assert_eq!((written(None), read("", CellKind::Text)), (String::new(), Some(None)));
        assert_eq!(
            (read("1.5", CellKind::Integer), read("?", CellKind::Bytes), read("a\0", CellKind::Text)),
            (None, None, None)
        );
    }
}
