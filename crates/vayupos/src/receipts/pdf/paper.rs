//! The paper: how wide it is, what can be put on it, and how rows follow one another. Measures are in points, from the
//! left and from the top.

use super::text::Line;

/// Points of a millimetre.
pub(crate) const MM: f32 = 72.0 / 25.4;
/// What a printer leaves white on either side of a roll of 80 mm: it prints 72 mm.
pub(super) const MARGIN: f32 = 4.0 * MM;
/// The longest page: readers of PDF go up to 14400 points. A longer receipt goes on on a second page.
pub(super) const MAX_PAGE_HEIGHT: f32 = 14_000.0;
/// The thickness of a rule: two dots of a printer with eight dots to the millimetre.
pub(super) const STROKE: f32 = 0.25 * MM;

/// Height of a line of text, in sizes of its type.
const LEADING: f32 = 1.32;
/// From a line's top to its base, in sizes of its type.
const ASCENT: f32 = 1.02;

/// Something on the paper.
pub(crate) enum Mark<'a> {
    /// A line of text; `y` is its base.
    Text { x: f32, y: f32, line: Line<'a> },
    /// A dashed line across the paper.
    Rule { x: f32, y: f32, width: f32 },
    /// A frame.
    Frame { x: f32, y: f32, width: f32, height: f32 },
    /// The shop's logo.
    Picture { x: f32, y: f32, width: f32, height: f32 },
    /// Black rectangles, drawn as one: x, y, width and height.
    Blocks(Vec<[f32; 4]>),
}

/// A finished page.
pub(crate) struct Page<'a> {
    pub(crate) marks: Vec<Mark<'a>>,
    pub(crate) width: f32,
    pub(crate) height: f32,
}

impl Page<'_> {
    /// Swaps left and right, as a page that is read from right to left has them. A code in blocks keeps its own sides.
    pub(super) fn mirror(&mut self) {
        let page = self.width;
        for mark in &mut self.marks {
            match mark {
                Mark::Text { x, line, .. } => *x = page - *x - line.width,
                Mark::Rule { x, width, .. } | Mark::Frame { x, width, .. } | Mark::Picture { x, width, .. } => {
                    *x = page - *x - *width;
                }
                Mark::Blocks(blocks) => {
                    let left = blocks.iter().map(|[x, ..]| *x).fold(f32::MAX, f32::min);
                    let right = blocks.iter().map(|[x, _, width, _]| x + width).fold(0.0, f32::max);
                    blocks.iter_mut().for_each(|[x, ..]| *x += page - right - left);
                }
            }
        }
    }
}

/// How wide a roll is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Measure {
    /// The paper.
    pub(super) paper: f32,
    /// White on either side.
    pub(super) margin: f32,
    /// What is printed on.
    pub(super) width: f32,
}

/// Prints 72 mm.
pub(super) const ROLL_80: Measure = Measure { paper: 80.0 * MM, margin: MARGIN, width: 72.0 * MM };
/// Prints 48 mm.
pub(super) const ROLL_58: Measure = Measure { paper: 58.0 * MM, margin: 5.0 * MM, width: 48.0 * MM };

/// Where a line stands in its column.
#[derive(Debug, Clone, Copy)]
pub(super) enum Align {
    /// At its left end.
    Left,
    /// In its middle.
    Centre,
    /// At its right end.
    Right,
}

/// A part of the width.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    pub(super) left: f32,
    pub(super) width: f32,
    pub(super) align: Align,
}

impl Column {
    fn place(self, width: f32) -> f32 {
        let free = self.width - width;
        self.left
            + match self.align {
                Align::Left => 0.0,
                Align::Centre => free / 2.0,
                Align::Right => free,
            }
    }
}

/// The roll while it is printed on, from top to bottom.
pub(super) struct Roll<'a> {
    pub(super) measure: Measure,
    pages: Vec<Page<'a>>,
    marks: Vec<Mark<'a>>,
    y: f32,
}

impl<'a> Roll<'a> {
    /// A roll of this width.
    pub(super) fn new(measure: Measure) -> Self {
        Self { measure, pages: Vec::new(), marks: Vec::new(), y: 0.0 }
    }

    /// The whole width.
    pub(super) fn whole(&self, align: Align) -> Column {
        Column { left: self.measure.margin, width: self.measure.width, align }
    }

    /// Leaves white; at the end of a page no more than there is.
    pub(super) fn feed(&mut self, height: f32) {
        self.y = MAX_PAGE_HEIGHT.min(self.y + height);
    }

    /// Takes the next stretch of paper, on a new page when this one is full; answers its top.
    pub(super) fn take(&mut self, height: f32) -> f32 {
        if self.y + height > MAX_PAGE_HEIGHT {
            self.turn();
        }
        let top = self.y;
        self.y += height;
        top
    }

    /// Puts something on the paper taken.
    pub(super) fn mark(&mut self, mark: Mark<'a>) {
        self.marks.push(mark);
    }

    /// Prints the cells of one row: their first lines share a base, and the row is as high as the highest of them.
    pub(super) fn row(&mut self, cells: Vec<(Column, Vec<Line<'a>>)>) {
        let size = |lines: &[Line<'_>]| lines.iter().map(|line| line.style.size).fold(0.0, f32::max);
        let height = cells.iter().map(|(_, lines)| size(lines) * LEADING * lines.len() as f32).fold(0.0, f32::max);
        let ascent = cells.iter().map(|(_, lines)| size(lines) * ASCENT).fold(0.0, f32::max);
        let top = self.take(height);
        for (column, lines) in cells {
            let step = size(&lines) * LEADING;
            for (place, line) in lines.into_iter().enumerate() {
                let y = top + ascent + step * place as f32;
                self.mark(Mark::Text { x: column.place(line.width), y, line });
            }
        }
    }

    /// Prints lines one below the other.
    pub(super) fn print(&mut self, column: Column, lines: Vec<Line<'a>>) {
        for line in lines {
            self.row(vec![(column, vec![line])]);
        }
    }

    /// Prints a perforation with white around it.
    pub(super) fn rule(&mut self) {
        // A line of text brings more white above its letters than below.
        const ABOVE: f32 = 2.1 * MM;
        const BELOW: f32 = 1.5 * MM;
        let top = self.take(ABOVE + BELOW);
        self.mark(Mark::Rule { x: self.measure.margin, y: top + ABOVE, width: self.measure.width });
    }

    /// Cuts the roll off.
    pub(super) fn cut(mut self) -> Vec<Page<'a>> {
        self.turn();
        self.pages
    }

    fn turn(&mut self) {
        let marks = std::mem::take(&mut self.marks);
        // Whole millimetres are whole dots, counted from the top or from the bottom.
        let height = ((self.y / MM).ceil() * MM).min(MAX_PAGE_HEIGHT);
        self.pages.push(Page { marks, width: self.measure.paper, height });
        self.y = 2.0 * MARGIN;
    }
}
