//! From words to placed glyphs: direction, choice of face, shaping, and breaking into lines. Measures are in points.

use std::ops::Range;

use harfrust::{Buffer, Direction, ShapeOptions, ShaperFont};
use unicode_bidi::{BidiInfo, Level};
use unicode_segmentation::UnicodeSegmentation;

use super::clean::{clean, is_blank};
use super::fonts::{Face, Fonts};

/// Clusters of a line at the most: more than the narrowest letters fill on the whole width.
const MAX_LINE_CLUSTERS: usize = 160;

/// How a text is set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Style {
    /// In points.
    pub(crate) size: f32,
    /// Bold, where the face has it.
    pub(crate) bold: bool,
}

/// A glyph and where it stands.
pub(super) struct Glyph<'a> {
    pub(super) face: &'a Face,
    /// Its number in the face; 0 is the box.
    pub(super) id: u16,
    /// The characters it stands for, for searching and copying; empty when a neighbour speaks for it.
    pub(super) text: String,
    /// From the line's left end.
    pub(super) x: f32,
    /// Above the line's base.
    pub(super) y: f32,
    /// From its place to the next glyph's.
    advance: f32,
    /// Where its characters begin in the line's text.
    at: usize,
}

/// A line of text, ready to be placed.
pub(crate) struct Line<'a> {
    pub(crate) style: Style,
    pub(super) glyphs: Vec<Glyph<'a>>,
    pub(crate) width: f32,
}

/// A text on one line, however long.
pub(crate) fn line<'a>(fonts: &'a Fonts, text: &str, style: Style) -> Line<'a> {
    let text = clean(text);
    set(fonts, &text, base_level(&text), style)
}

/// A label and a value on one line, the label first as its language reads. Each keeps its own direction: a number is not
/// turned around by the Arabic word before it.
pub(super) fn phrase<'a>(fonts: &'a Fonts, label: &str, value: &str, style: Style) -> Line<'a> {
    let (of_label, of_value) = (line(fonts, label, style), line(fonts, value, style));
    if of_label.glyphs.is_empty() {
        return of_value;
    }
    let is_leftwards = base_level(&clean(label)).is_rtl();
    let (mut first, second) = if is_leftwards { (of_value, of_label) } else { (of_label, of_value) };
    let start = first.width + set(fonts, " ", Level::ltr(), style).width;
    first.glyphs.extend(second.glyphs.into_iter().map(|glyph| Glyph { x: glyph.x + start, ..glyph }));
    first.width = start + second.width;
    first
}

/// A label and a value, on a line of this width or on as many as they need one after the other.
pub(super) fn phrase_lines<'a>(fonts: &'a Fonts, label: &str, value: &str, style: Style, width: f32) -> Vec<Line<'a>> {
    let one = phrase(fonts, label, value, style);
    if one.width <= width {
        return vec![one];
    }
    let mut both = lines(fonts, label, style, width);
    both.extend(lines(fonts, value, style, width));
    both
}

/// A text on as many lines as it needs; none when there is nothing to print.
pub(crate) fn lines<'a>(fonts: &'a Fonts, text: &str, style: Style, width: f32) -> Vec<Line<'a>> {
    let text = clean(text);
    let level = base_level(&text);
    let mut rest = text.as_str();
    let mut lines = Vec::new();
    while !rest.is_empty() {
        let (line, taken) = fill(fonts, rest, level, style, width);
        lines.push(line);
        rest = rest[taken..].trim_start_matches(is_blank);
    }
    lines
}

/// The direction of a whole text, which every one of its lines keeps.
fn base_level(text: &str) -> Level {
    BidiInfo::new(text, None).paragraphs.first().map_or(Level::ltr(), |paragraph| paragraph.level)
}

/// The longest line that fits, and how many bytes it takes of the text.
fn fill<'a>(fonts: &'a Fonts, text: &str, level: Level, style: Style, width: f32) -> (Line<'a>, usize) {
    let clusters: Vec<usize> =
        text.grapheme_indices(true).map(|(start, cluster)| start + cluster.len()).take(MAX_LINE_CLUSTERS).collect();
    let seen = |end: usize| text[..end].trim_end_matches(is_blank);
    let set_to = |end: usize| (set(fonts, seen(end), level, style), end);
    let whole = set_to(clusters.last().copied().unwrap_or(text.len()));
    if whole.0.width <= width {
        return whole;
    }
    // Measured on the whole, then set again to be sure: a letter may be wider where a line ends.
    let narrow = |end: &usize| {
        let end = seen(*end).len();
        whole.0.glyphs.iter().filter(|glyph| glyph.at < end).map(|glyph| glyph.advance).sum::<f32>() <= width
    };
    let longest = |ends: &[usize]| {
        let fitting = ends.partition_point(narrow);
        ends[..fitting].iter().rev().map(|end| set_to(*end)).find(|(line, _)| line.width <= width)
    };
    let breaks: Vec<usize> = clusters.iter().copied().filter(|end| may_break(text, *end)).collect();
    // Where not even the first word fits, it is broken; and one cluster is always taken.
    longest(&breaks)
        .or_else(|| longest(&clusters))
        .unwrap_or_else(|| set_to(clusters.first().copied().unwrap_or(text.len())))
}

/// Whether a line may end here: after a blank or a hyphen, and between the characters of China and Japan.
fn may_break(text: &str, end: usize) -> bool {
    let (Some(before), Some(after)) = (text[..end].chars().next_back(), text[end..].chars().next()) else {
        return false;
    };
    if after == ' ' || after == '\u{a0}' {
        return false;
    }
    matches!(before, ' ' | '-' | '/' | '\u{2010}' | '\u{2013}' | '\u{2014}')
        || ((is_ideograph(before) || is_ideograph(after)) && !ends_a_phrase(after) && !opens_a_phrase(before))
}

fn is_ideograph(letter: char) -> bool {
    matches!(letter, '\u{2e80}'..='\u{a4cf}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}

fn ends_a_phrase(letter: char) -> bool {
    matches!(
        letter,
        '、' | '。'
            | '，'
            | '．'
            | '」'
            | '』'
            | '）'
            | '】'
            | '！'
            | '？'
            | '：'
            | '；'
            | 'ー'
            | '々'
            | ')'
            | ','
            | '.'
            | '!'
            | '?'
            | ':'
    )
}

fn opens_a_phrase(letter: char) -> bool {
    matches!(letter, '「' | '『' | '（' | '【' | '(' | '¥' | '￥' | '$' | '€')
}

/// Sets a cleaned text on one line, in the order in which it is seen.
fn set<'a>(fonts: &'a Fonts, text: &str, level: Level, style: Style) -> Line<'a> {
    let mut line = Line { style, glyphs: Vec::with_capacity(text.len()), width: 0.0 };
    let bidi = BidiInfo::new(text, Some(level));
    for paragraph in &bidi.paragraphs {
        let (levels, runs) = bidi.visual_runs(paragraph, paragraph.range.clone());
        for run in runs {
            let leftwards = levels[run.start].is_rtl();
            let mut pieces = by_face(fonts, text, run, style.bold);
            if leftwards {
                pieces.reverse();
            }
            for (face, range) in pieces {
                let piece = Piece { text: &text[range.clone()], at: range.start, leftwards };
                match face {
                    Some(face) => shape(&mut line, face, piece),
                    None => boxes(&mut line, fonts.text(style.bold), piece),
                }
            }
        }
    }
    line
}

/// What one face draws in one direction.
#[derive(Clone, Copy)]
struct Piece<'t> {
    text: &'t str,
    /// Where it begins in the line's text.
    at: usize,
    leftwards: bool,
}

/// Cuts a run of a text into ranges of one face each; where no face has the characters there is none.
fn by_face<'a>(fonts: &'a Fonts, text: &str, run: Range<usize>, bold: bool) -> Vec<(Option<&'a Face>, Range<usize>)> {
    let mut pieces: Vec<(Option<&'a Face>, Range<usize>)> = Vec::new();
    for (start, cluster) in text[run.clone()].grapheme_indices(true) {
        let start = run.start + start;
        let end = start + cluster.len();
        let face = fonts.face(cluster, bold);
        match pieces.last_mut() {
            Some((last, range)) if same(*last, face) => range.end = end,
            Some(_) | None => pieces.push((face, start..end)),
        }
    }
    pieces
}

fn same(one: Option<&Face>, other: Option<&Face>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => std::ptr::eq(one, other),
        (None, None) => true,
        (Some(_), None) | (None, Some(_)) => false,
    }
}

/// Appends a piece, joined and placed as its script wants it.
fn shape<'a>(line: &mut Line<'a>, face: &'a Face, piece: Piece<'_>) {
    let mut buffer = Buffer::new();
    buffer.push_str(piece.text);
    buffer.set_direction(if piece.leftwards { Direction::RightToLeft } else { Direction::LeftToRight });
    buffer.guess_segment_properties();
    if harfrust::shape(&ShaperFont::new(&face.font), &mut buffer, ShapeOptions::new()).is_err() {
        return boxes(line, face, piece);
    }
    let scale = line.style.size / f32::from(face.font.units_per_em());
    let texts = texts(piece, &buffer);
    for ((info, position), text) in buffer.glyph_infos().iter().zip(buffer.glyph_positions()).zip(texts) {
        let advance = position.x_advance as f32 * scale;
        line.glyphs.push(Glyph {
            face,
            id: u16::try_from(info.glyph_id).unwrap_or(0),
            text,
            x: line.width + position.x_offset as f32 * scale,
            y: position.y_offset as f32 * scale,
            advance,
            at: piece.at + info.cluster as usize,
        });
        line.width += advance;
    }
}

/// Which characters each glyph of a shaped piece speaks for.
fn texts(piece: Piece<'_>, buffer: &Buffer) -> Vec<String> {
    let clusters: Vec<usize> = buffer.glyph_infos().iter().map(|info| info.cluster as usize).collect();
    let mut starts = clusters.clone();
    starts.sort_unstable();
    starts.dedup();
    let end_of = |start: usize| starts.get(starts.partition_point(|other| *other <= start)).copied();
    let mut texts = Vec::with_capacity(clusters.len());
    for chunk in clusters.chunk_by(|one, other| one == other) {
        let start = chunk.first().copied().unwrap_or(0);
        let text = piece.text.get(start..end_of(start).unwrap_or(piece.text.len())).unwrap_or_default();
        if text.chars().count() != chunk.len() {
            texts.push(text.to_owned());
            texts.resize(texts.len() + chunk.len() - 1, String::new());
        } else if piece.leftwards {
            texts.extend(text.chars().rev().map(String::from));
        } else {
            texts.extend(text.chars().map(String::from));
        }
    }
    texts
}

/// Appends the face's box for each cluster of a piece.
fn boxes<'a>(line: &mut Line<'a>, face: &'a Face, piece: Piece<'_>) {
    let advance = face.font.glyph_metrics().h_advance(0_u32.into());
    let advance = advance * line.style.size / f32::from(face.font.units_per_em());
    for (at, _) in piece.text.grapheme_indices(true) {
        let text = String::from('\u{fffd}');
        line.glyphs.push(Glyph { face, id: 0, text, x: line.width, y: 0.0, advance, at: piece.at + at });
        line.width += advance;
    }
}
