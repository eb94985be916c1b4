//! The QR code, in black rectangles. Its modules are whole dots of a printer with eight dots to the millimetre.

use qrcode::{Color, EcLevel, QrCode};

use super::paper::{Mark, PAPER_WIDTH, Roll};

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
    let Ok(code) = QrCode::with_error_correction_level(text, EcLevel::M) else { return };
    let across = code.width() + 2 * QUIET_MODULES;
    let module = DOT * (MAX_SIDE / DOT / across as f32).floor().clamp(1.0, MAX_MODULE_DOTS);
    let side = module * across as f32;
    // Between two dots a printer would make some modules wider than others.
    let on_dot = |place: f32| (place / DOT).ceil() * DOT;
    let top = on_dot(roll.take(side + DOT));
    let left = on_dot((PAPER_WIDTH - side) / 2.0);
    let place = |modules: usize| module * (modules + QUIET_MODULES) as f32;
    let colors = code.to_colors();
    let mut blocks = Vec::new();
    for (row, modules) in colors.chunks(code.width()).enumerate() {
        let mut column = 0;
        for stretch in modules.chunk_by(|one, other| one == other) {
            if stretch.first() == Some(&Color::Dark) {
                blocks.push([left + place(column), top + place(row), module * stretch.len() as f32, module]);
            }
            column += stretch.len();
        }
    }
    roll.mark(Mark::Blocks(blocks));
}
