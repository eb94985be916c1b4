//! A table on sheets of A4: headings on every sheet, figures right under one another, sums at the end, numbered pages.
//!
//! Nothing is cut off: a sheet is turned when there are many columns, type shrinks until all figures fit, and words
//! take as many lines as they need.

use super::fonts::Fonts;
use super::paper::{MM, Mark, Page};
use super::text::{self, Line, Style};

/// A table to be printed.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    /// Whose it is.
    pub(crate) shop: String,
    /// What it is.
    pub(crate) title: String,
    /// Of when, and what in.
    pub(crate) subtitle: String,
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: Vec<Vec<Cell>>,
    /// The last row, set apart; empty when there is none.
    pub(crate) totals: Vec<Cell>,
}

/// A column of a table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column {
    pub(crate) heading: &'static str,
    /// Figures stand at the right and keep to one line.
    pub(crate) is_figure: bool,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cell {
    /// Somebody's words.
    Text(String),
    /// A number of ours.
    Figure(String),
}

impl Cell {
    /// What it says.
    pub(crate) fn as_str(&self) -> &str {
        match self {
            Self::Text(text) | Self::Figure(text) => text,
        }
    }
}

const SHORT_SIDE: f32 = 210.0 * MM;
const LONG_SIDE: f32 = 297.0 * MM;
const EDGE: f32 = 14.0 * MM;
/// What the foot takes, above the edge.
const FOOT: f32 = 8.0 * MM;
/// More columns than this want the sheet turned.
const UPRIGHT_COLUMNS: usize = 8;
/// White between two columns.
const GUTTER: f32 = 2.2 * MM;
/// The least a column of words gets.
const MIN_WORDS: f32 = 16.0 * MM;
/// The sizes of the type; the first that fits is taken.
const SIZES: [f32; 6] = [8.5, 7.5, 6.5, 5.5, 4.5, 3.5];
/// Height of a line, in sizes of its type.
const LEADING: f32 = 1.36;
const ASCENT: f32 = 1.04;
const HAIR: f32 = 0.4;

/// Lays a table out.
pub(super) fn compose<'a>(table: &Table, fonts: &'a Fonts) -> Vec<Page<'a>> {
    let (width, height) = match table.columns.len() {
        0..=UPRIGHT_COLUMNS => (SHORT_SIDE, LONG_SIDE),
        _ => (LONG_SIDE, SHORT_SIDE),
    };
    let layout = Layout::of(table, fonts, width - 2.0 * EDGE);
    let mut sheets = Sheets { fonts, layout, width, height, pages: vec![Vec::new()], y: EDGE };
    sheets.title(table);
    sheets.headings(&table.columns);
    for row in &table.rows {
        sheets.row(table, row, false);
    }
    if table.rows.is_empty() {
        sheets.print("Nothing in this time.", Style { size: 9.0, bold: false });
    }
    if !table.totals.is_empty() {
        sheets.row(table, &table.totals, true);
    }
    sheets.finish(table)
}

/// Where columns begin, how wide they are, and how large the type is.
struct Layout {
    size: f32,
    columns: Vec<(f32, f32)>,
}

impl Layout {
    fn of(table: &Table, fonts: &Fonts, width: f32) -> Self {
        // Widths grow with the size of the type: measured once, at one point.
        let measure = |text: &str, bold| text::line(fonts, text, Style { size: 1.0, bold }).width;
        let widest_word = |heading: &str| heading.split(' ').map(|word| measure(word, true)).fold(0.0, f32::max);
        let widest = |place: usize| {
            let cells = table.rows.iter().filter_map(|row| row.get(place)).map(|cell| measure(cell.as_str(), false));
            let total = table.totals.get(place).map_or(0.0, |cell| measure(cell.as_str(), true));
            cells.fold(total, f32::max)
        };
        let natural: Vec<(bool, f32)> = table
            .columns
            .iter()
            .enumerate()
            .map(|(place, column)| (column.is_figure, widest(place).max(widest_word(column.heading))))
            .collect();
        let free = width - GUTTER * table.columns.len().saturating_sub(1) as f32;
        let fits = |size: &f32| {
            let least = |(is_figure, natural): &(bool, f32)| match is_figure {
                true => natural * size,
                false => (natural * size).min(MIN_WORDS),
            };
            natural.iter().map(least).sum::<f32>() <= free
        };
        let smallest = SIZES[SIZES.len() - 1];
        let size = SIZES.into_iter().find(|size| fits(size)).unwrap_or(smallest);
        Self { size, columns: placed(&natural, size, free) }
    }
}

/// Figures get what they need and words what they need at the least; what is left goes to the words that want more,
/// and what nobody wants widens every column alike, so that the table spans the sheet.
fn placed(natural: &[(bool, f32)], size: f32, free: f32) -> Vec<(f32, f32)> {
    let least = |(is_figure, natural): (bool, f32)| match is_figure {
        true => natural * size,
        false => (natural * size).min(MIN_WORDS),
    };
    let wanted: f32 = natural.iter().map(|(_, width)| width * size).sum();
    let needed: f32 = natural.iter().copied().map(least).sum();
    let left_over = (free - needed).max(0.0);
    let share = if wanted > needed { (left_over / (wanted - needed)).min(1.0) } else { 0.0 };
    let spare = (free - needed - (wanted - needed) * share).max(0.0) / natural.len().max(1) as f32;
    let mut left = EDGE;
    natural
        .iter()
        .map(|column| {
            let needs = least(*column);
            let width = needs + (column.1 * size - needs) * share + spare;
            let place = (left, width);
            left += width + GUTTER;
            place
        })
        .collect()
}

struct Sheets<'a> {
    fonts: &'a Fonts,
    layout: Layout,
    width: f32,
    height: f32,
    pages: Vec<Vec<Mark<'a>>>,
    y: f32,
}

impl<'a> Sheets<'a> {
    fn mark(&mut self, mark: Mark<'a>) {
        if let Some(page) = self.pages.last_mut() {
            page.push(mark);
        }
    }

    fn print(&mut self, text: &str, style: Style) {
        for line in text::lines(self.fonts, text, style, self.width - 2.0 * EDGE) {
            let y = self.y + style.size * ASCENT;
            self.mark(Mark::Text { x: EDGE, y, line });
            self.y += style.size * LEADING;
        }
    }

    fn title(&mut self, table: &Table) {
        self.print(&table.shop, Style { size: 10.0, bold: false });
        self.print(&table.title, Style { size: 16.0, bold: true });
        self.print(&table.subtitle, Style { size: 9.0, bold: false });
        self.y += 4.0 * MM;
    }

    fn rule(&mut self, thickness: f32) {
        let (y, width) = (self.y, self.width - 2.0 * EDGE);
        self.mark(Mark::Blocks(vec![[EDGE, y, width, thickness]]));
    }

    fn headings(&mut self, columns: &[Column]) {
        let style = Style { size: self.layout.size, bold: true };
        let cells = columns.iter().enumerate().map(|(place, column)| {
            let width = self.layout.columns.get(place).map_or(0.0, |(_, width)| *width);
            (column.is_figure, text::lines(self.fonts, column.heading, style, width + 0.01))
        });
        let cells: Vec<(bool, Vec<Line<'a>>)> = cells.collect();
        let lines = cells.iter().map(|(_, lines)| lines.len()).max().unwrap_or(0);
        self.put(cells, style.size, lines, true);
        self.y += 0.6 * MM;
        self.rule(2.0 * HAIR);
        self.y += 1.2 * MM;
    }

    fn row(&mut self, table: &Table, row: &[Cell], is_total: bool) {
        let style = Style { size: self.layout.size, bold: is_total };
        let mut cells = Vec::with_capacity(row.len());
        for (place, cell) in row.iter().enumerate() {
            let is_figure = table.columns.get(place).is_some_and(|column| column.is_figure);
            let width = self.layout.columns.get(place).map_or(0.0, |(_, width)| *width);
            cells.push((
                is_figure,
                match is_figure {
                    true => vec![text::line(self.fonts, cell.as_str(), style)],
                    false => text::lines(self.fonts, cell.as_str(), style, width + 0.01),
                },
            ));
        }
        let lines = cells.iter().map(|(_, lines)| lines.len()).max().unwrap_or(0).max(1);
        let height = style.size * LEADING * lines as f32 + if is_total { 2.4 * MM } else { 0.0 };
        if self.y + height > self.height - EDGE - FOOT {
            self.pages.push(Vec::new());
            self.y = EDGE;
            self.headings(&table.columns);
        }
        if is_total {
            self.y += 0.8 * MM;
            self.rule(HAIR);
            self.y += 1.2 * MM;
        }
        self.put(cells, style.size, lines, false);
    }

    /// Puts the lines of one row on the sheet; headings stand on the row's last line.
    fn put(&mut self, cells: Vec<(bool, Vec<Line<'a>>)>, size: f32, height: usize, at_foot: bool) {
        let step = size * LEADING;
        for (place, (is_figure, lines)) in cells.into_iter().enumerate() {
            let Some((left, width)) = self.layout.columns.get(place).copied() else { continue };
            let above = if at_foot { height.saturating_sub(lines.len()) } else { 0 };
            for (number, line) in lines.into_iter().enumerate() {
                let x = if is_figure { left + width - line.width } else { left };
                let y = self.y + size * ASCENT + step * (above + number) as f32;
                self.mark(Mark::Text { x, y, line });
            }
        }
        self.y += step * height as f32;
    }

    /// Numbers the sheets.
    fn finish(self, table: &Table) -> Vec<Page<'a>> {
        let count = self.pages.len();
        let style = Style { size: 7.5, bold: false };
        let mut pages = Vec::with_capacity(count);
        for (number, mut marks) in self.pages.into_iter().enumerate() {
            let y = self.height - EDGE;
            let what = format!("{} – {} – {}", table.shop, table.title, table.subtitle);
            // A long name takes one line: the first of as many as it would need.
            let room = self.width - 2.0 * EDGE - 30.0 * MM;
            if let Some(line) = text::lines(self.fonts, &what, style, room).into_iter().next() {
                marks.push(Mark::Text { x: EDGE, y, line });
            }
            let line = text::line(self.fonts, &format!("Page {} of {count}", number + 1), style);
            marks.push(Mark::Text { x: self.width - EDGE - line.width, y, line });
            marks.push(Mark::Blocks(vec![[EDGE, y - 4.0 * MM, self.width - 2.0 * EDGE, HAIR]]));
            pages.push(Page { marks, width: self.width, height: self.height });
        }
        pages
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::receipts::pdf::fonts::fonts;

    fn table(words: usize, figures: usize, rows: usize, text: &str, figure: &str) -> Table {
        let column = |is_figure| Column { heading: "Lines without cost", is_figure };
        let row: Vec<Cell> = (0..words)
            .map(|_| Cell::Text(text.to_owned()))
            .chain((0..figures).map(|_| Cell::Figure(figure.to_owned())))
            .collect();
        Table {
            shop: text.to_owned(),
            title: "Report".to_owned(),
            subtitle: "2026-03-01 to 2026-03-30".to_owned(),
            columns: (0..words + figures).map(|place| column(place >= words)).collect(),
            rows: vec![row.clone(); rows],
            totals: row,
        }
    }

    /// Every text between the edges, no two of one height on each other, and each row's figures all there.
    fn check(table: &Table) {
        let pages = compose(table, fonts().expect("the carried fonts"));
        for page in &pages {
            let mut stretches: Vec<(f32, f32, f32)> = Vec::new();
            for mark in &page.marks {
                match mark {
                    Mark::Text { x, y, line } => stretches.push((*y, *x, x + line.width)),
                    Mark::Blocks(blocks) => {
                        assert!(blocks.iter().all(|[x, y, width, height]| {
                            *x >= EDGE && x + width <= page.width - EDGE + 0.1 && y + height < page.height
                        }));
                    }
                    Mark::Rule { .. } | Mark::Frame { .. } | Mark::Picture { .. } => panic!("a table has none"),
                }
            }
            stretches.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
            for (y, left, right) in &stretches {
                assert!(
                    *left >= EDGE - 0.1 && *right <= page.width - EDGE + 0.1 && *y < page.height,
                    "{left} {right} {y}"
                );
            }
            for pair in stretches.windows(2).filter(|pair| pair[0].0 == pair[1].0) {
                assert!(pair[0].2 <= pair[1].1 + 0.1, "{pair:?}");
            }
        }
        super::super::sheets(table).expect("a PDF");
    }

    #[test]
    fn nothing_runs_into_anything_else() {
        check(&table(1, 3, 10, "Tea", "1.00"));
        check(&table(4, 15, 60, "Parmigiano Reggiano 150 g", "12345.67"));
        check(&table(2, 16, 3, &"W".repeat(60), "-9999999999.99"));
        check(&table(5, 6, 3, "漢字カナ、שלום 👨‍👩‍👧🎉 \u{202e}a\u{0}\n", "1"));
        check(&table(3, 2, 2, &"a long reason ".repeat(30), "100.00"));
        check(&table(1, 1, 0, "", ""));
    }

    #[test]
    fn a_long_table_goes_on_on_numbered_sheets_with_the_headings_again() {
        let table = table(1, 3, 200, "Tea", "1.00");
        let pages = compose(&table, fonts().expect("the carried fonts"));
        assert_eq!(pages.len(), 4);
        let words = |line: &Line<'_>| line.glyphs.iter().map(|glyph| glyph.text.as_str()).collect::<String>();
        for (number, page) in pages.iter().enumerate() {
            let texts: Vec<String> = page
                .marks
                .iter()
                .filter_map(|mark| match mark {
                    Mark::Text { line, .. } => Some(words(line)),
                    Mark::Rule { .. } | Mark::Frame { .. } | Mark::Picture { .. } | Mark::Blocks(_) => None,
                })
                .collect();
            assert!(texts.contains(&format!("Page {} of 4", number + 1)), "{texts:?}");
            assert!(texts.iter().any(|text| text.contains("cost")), "{texts:?}");
        }
        let rows: usize = pages
            .iter()
            .flat_map(|page| &page.marks)
            .filter(|mark| matches!(mark, Mark::Text { line, .. } if words(line) == "Tea"))
            .count();
        assert_eq!(rows, 201 + 1, "two hundred rows, the sums and the shop's name");
    }
}
