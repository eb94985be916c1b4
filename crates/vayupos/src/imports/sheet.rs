//! Rows and cells of a CSV file. Pure.

use crate::error::{Error, Result};
use crate::imports::{MAX_COLUMNS, MAX_ROWS};
use crate::words::words;

words! {
    /// What stands between two cells.
    pub enum Delimiter {
        /// `,`
        Comma = "comma",
        /// `;`
        Semicolon = "semicolon",
        /// The tabulator.
        Tab = "tab",
    }
}

impl Delimiter {
    const ALL: [Self; 3] = [Self::Comma, Self::Semicolon, Self::Tab];

    const fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
        }
    }

    /// The one that the headings have most of, outside of quotes.
    fn guess(text: &str) -> Self {
        let text = text.trim_start_matches(['\r', '\n']);
        let mut counts = [0; Self::ALL.len()];
        let mut is_quoted = false;
        for byte in text.bytes() {
            match byte {
                b'"' => is_quoted = !is_quoted,
                b'\n' | b'\r' if !is_quoted => break,
                other if !is_quoted => {
                    if let Some(place) = Self::ALL.iter().position(|delimiter| delimiter.byte() == other) {
                        counts[place] += 1;
                    }
                }
                _ => {}
            }
        }
        let most = (0..Self::ALL.len()).rev().max_by_key(|place| counts[*place]).unwrap_or_default();
        Self::ALL[most]
    }
}

/// A file in rows and cells.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) delimiter: Delimiter,
    /// The headings; each unlike the others, so that a mapping can name it.
    pub(super) columns: Vec<String>,
    pub(super) lines: Vec<Line>,
}

/// A row of the file.
#[derive(Debug)]
pub(super) struct Line {
    /// Its line in the file; the headings are on the first.
    pub(super) number: u64,
    /// As many as there are columns.
    pub(super) cells: Vec<String>,
    /// Cells behind the last column that are not empty.
    pub(super) spare_cells: usize,
}

impl Sheet {
    /// Reads the text of a file.
    ///
    /// # Errors
    /// `invalid`: no headings, or too many columns or rows.
    pub(super) fn read(text: &str, delimiter: Option<Delimiter>, field: &str) -> Result<Self> {
        let delimiter = delimiter.unwrap_or_else(|| Delimiter::guess(text));
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter.byte())
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let mut columns = Vec::new();
        let mut lines = Vec::new();
        let mut places = Places { text, at: 0, line: 1 };
        for record in reader.records() {
            let record = record.map_err(|error| Error::invalid(field, format!("This is no CSV file: {error}.")))?;
            let begin = record.position().map_or(0, csv::Position::byte);
            let number = places.line_at(usize::try_from(begin).unwrap_or(usize::MAX));
            let mut cells: Vec<String> = record.iter().map(|cell| cell.trim().to_owned()).collect();
            if cells.iter().all(String::is_empty) {
                continue;
            }
            if columns.is_empty() {
                columns = headings(cells, field)?;
                continue;
            }
            if lines.len() == MAX_ROWS {
                return Err(Error::invalid(field, format!("A file has at most {MAX_ROWS} rows: please split it.")));
            }
            let spare_cells = cells.iter().skip(columns.len()).filter(|cell| !cell.is_empty()).count();
            cells.resize(columns.len(), String::new());
            lines.push(Line { number, cells, spare_cells });
        }
        Ok(Self { delimiter, columns, lines })
    }
}

/// Counts lines as an editor does; the reader's own count is one behind where lines end with `\r\n`.
struct Places<'a> {
    text: &'a str,
    at: usize,
    line: u64,
}

impl Places<'_> {
    /// The line of the first letter from here on; places come in their order.
    fn line_at(&mut self, place: usize) -> u64 {
        let bytes = self.text.as_bytes();
        let is_before_record =
            |at: usize| at < place || bytes.get(at).is_some_and(|byte| matches!(byte, b'\r' | b'\n'));
        while self.at < bytes.len() && is_before_record(self.at) {
            let ends = bytes[self.at] == b'\n' || (bytes[self.at] == b'\r' && bytes.get(self.at + 1) != Some(&b'\n'));
            self.line += u64::from(ends);
            self.at += 1;
        }
        self.line
    }
}

fn headings(mut cells: Vec<String>, field: &str) -> Result<Vec<String>> {
    while cells.last().is_some_and(String::is_empty) {
        cells.pop();
    }
    if cells.len() > MAX_COLUMNS {
        return Err(Error::invalid(field, format!("A file has at most {MAX_COLUMNS} columns.")));
    }
    let mut headings: Vec<String> = Vec::with_capacity(cells.len());
    for (place, cell) in cells.into_iter().enumerate() {
        let name = if cell.is_empty() { format!("Column {}", place + 1) } else { cell.chars().take(80).collect() };
        let mut unlike = name.clone();
        let mut number = 2;
        while headings.contains(&unlike) {
            unlike = format!("{name} ({number})");
            number += 1;
        }
        headings.push(unlike);
    }
    Ok(headings)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Sheet {
        Sheet::read(text, None, "csv").unwrap()
    }

    #[test]
    fn the_delimiter_is_the_one_of_the_headings() {
        for (text, delimiter) in [
            ("a,b\n1;2;3,4", Delimiter::Comma),
            ("a;b\n1,2,3", Delimiter::Semicolon),
            ("a\tb,c\td", Delimiter::Tab),
            ("\"a,b,c\";d;e", Delimiter::Semicolon),
            ("a", Delimiter::Comma),
        ] {
            assert_eq!(read(text).delimiter, delimiter, "{text:?}");
        }
    }

    #[test]
    fn a_ragged_file_keeps_its_rows_apart() {
        let sheet = read("\n\nsku,name,name,\nA,\"two\nlines, \"\"quoted\"\"\"\n\n,,\nB\nC,x,y,z,\nD,x,y,\n");
        assert_eq!(sheet.columns, ["sku", "name", "name (2)"]);
        let rows: Vec<_> = sheet.lines.iter().map(|line| (line.cells.join("|"), line.spare_cells)).collect();
        let expected = [("A|two\nlines, \"quoted\"|", 0), ("B||", 0), ("C|x|y", 1), ("D|x|y", 0)];
        assert_eq!(rows, expected.map(|(cells, spare)| (cells.to_owned(), spare)));
        assert_eq!(sheet.lines.iter().map(|line| line.number).collect::<Vec<_>>(), [4, 8, 9, 10]);
        for end in ["\n", "\r\n", "\r"] {
            let sheet = read(&["sku,name", "A,a", "", "B,b"].join(end));
            assert_eq!(sheet.lines.iter().map(|line| line.number).collect::<Vec<_>>(), [2, 4], "{end:?}");
        }
    }

    #[test]
    fn a_quote_that_never_ends_is_one_cell_and_no_endless_loop() {
        let sheet = read("sku,name\nA,\"open\nB,shut\nC,");
        assert_eq!(sheet.lines.len(), 1);
    }

    #[test]
    fn there_is_a_limit_to_rows_and_columns() {
        assert!(Sheet::read(&"a,".repeat(MAX_COLUMNS), None, "csv").is_ok());
        assert!(Sheet::read(&format!("{}a", "a,".repeat(MAX_COLUMNS)), None, "csv").is_err());
        assert!(Sheet::read(&"a\n".repeat(MAX_ROWS + 2), None, "csv").is_err());
    }
}
