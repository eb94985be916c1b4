//! The QR code, in black rectangles. Its modules are whole dots of a printer with eight dots to the millimetre.

use qrcode::{Color, EcLevel, QrCode};

use super::paper::{Mark, Roll};

/// One dot of the printer.
const DOT: f32 = super::paper::MM / 8.0;
/// Dots of a module at the most: one millimetre, which every telephone reads from an arm's length.
const MAX_MODULE_DOTS: f32 = 8.0;
/// The whole code at the most, with its quiet zone.
const MAX_SIDE: f32 = 34.0 * super::paper::MM;
/// Modules left white on every side. Source: ISO/IEC 18004.
const QUIET_MODULES: usize = 4;

/// Prints the code in the middle; nothing when there is no text or more than a code can hold.
pub(super) fn print(roll: &mut Roll<'_>, text: &str) {
    let Some((side, blocks)) = blocks(text, MAX_SIDE) else { return };
    let top = on_dot(roll.take(side + DOT));
    let left = on_dot((roll.measure.paper - side) / 2.0);
    roll.mark(placed(blocks, left, top));
}

/// The code as a mark with its upper left corner here.
pub(super) fn placed<'a>(blocks: Vec<[f32; 4]>, left: f32, top: f32) -> Mark<'a> {
    Mark::Blocks(blocks.into_iter().map(|[x, y, width, height]| [left + x, top + y, width, height]).collect())
}

/// Between two dots a printer would make some modules wider than others.
fn on_dot(place: f32) -> f32 {
    (place / DOT).ceil() * DOT
}

/// A code of at most this side, with its own side; none when there is no text or more than a code can hold.
pub(super) fn blocks(text: &str, max_side: f32) -> Option<(f32, Vec<[f32; 4]>)> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok().filter(|_| !text.is_empty())?;
    let across = code.width() + 2 * QUIET_MODULES;
    let module = DOT * (max_side / DOT / across as f32).floor().clamp(1.0, MAX_MODULE_DOTS);
    let place = |modules: usize| module * (modules + QUIET_MODULES) as f32;
    let colors = code.to_colors();
    let mut blocks = Vec::new();
    for (row, modules) in colors.chunks(code.width()).enumerate() {
        let mut column = 0;
        for stretch in modules.chunk_by(|one, other| one == other) {
            if stretch.first() == Some(&Color::Dark) {
                blocks.push([place(column), place(row), module * stretch.len() as f32, module]);
            }
            column += stretch.len();
        }
    }
    Some((module * across as f32, blocks))
}
