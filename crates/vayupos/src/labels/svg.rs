//! A symbol as SVG: one path, in modules. Pure.

use std::fmt::Write;

use super::symbol::{Symbol, stretches};

/// The width of a module as it is meant to be printed, in millimetres. Source: GS1 General Specifications, 5.2.3.2.
const MODULE_MM: f64 = 0.33;
/// The height of bars in modules: 22.85 mm.
const BARS_HEIGHT: usize = 69;
/// The height of the line below them.
const TEXT_HEIGHT: usize = 10;

/// Draws a symbol.
pub(super) fn draw(symbol: &Symbol) -> String {
    let across = symbol.across();
    let mut path = String::new();
    let (height, text) = match symbol {
        Symbol::Bars { modules, quiet, text } => {
            rectangles(&mut path, stretches(modules), quiet.0, 0, BARS_HEIGHT);
            (BARS_HEIGHT + TEXT_HEIGHT, Some(text))
        }
        Symbol::Square { width, modules, quiet } => {
            for (row, modules) in modules.chunks(*width).enumerate() {
                rectangles(&mut path, stretches(modules), *quiet, quiet + row, 1);
            }
            (across, None)
        }
    };
    let mm = |modules: usize| (modules as f64 * MODULE_MM * 100.0).round() / 100.0;
    let text = text.map(|text| {
        let (x, y) = (across as f64 / 2.0, height - 1);
        let text = escaped(text);
        format!(r#"<text x="{x}" y="{y}" font-family="sans-serif" font-size="9" text-anchor="middle">{text}</text>"#)
    });
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{}mm" height="{}mm" viewBox="0 0 {across} {height}" shape-rendering="crispEdges"><rect width="{across}" height="{height}" fill="white"/><path d="{path}"/>{}</svg>
"#,
        mm(across),
        mm(height),
        text.unwrap_or_default(),
    )
}

fn rectangles(path: &mut String, stretches: Vec<(usize, usize)>, left: usize, top: usize, height: usize) {
    for (at, width) in stretches {
        // Writing into a text cannot fail.
        let _ = write!(path, "M{} {top}h{width}v{height}h-{width}z", left + at);
    }
}

fn escaped(text: &str) -> String {
    text.chars()
        .map(|letter| match letter {
            '<' => "&lt;".to_owned(),
            '>' => "&gt;".to_owned(),
            '&' => "&amp;".to_owned(),
            '"' => "&quot;".to_owned(),
            other => other.to_string(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::symbol::symbol;
    use super::*;

    #[test]
    fn a_picture_is_as_wide_as_its_modules_and_says_its_code() {
        let picture = draw(&symbol("5901234123457", None).expect("a symbol"));
        assert!(picture.contains("viewBox=\"0 0 113 79\"") && picture.contains(">5901234123457</text>"));
        assert!(picture.contains("d=\"M11 0h1v69h-1zM13 0h1v69h-1z"), "the guard bars");
        assert_eq!(picture.matches('M').count(), 30, "three guards and twelve digits have thirty bars");
        let hostile = draw(&symbol("<script>&\"", None).expect("a symbol"));
        assert!(hostile.contains("&lt;script&gt;&amp;&quot;</text>") && !hostile.contains("<script"));
        let square = draw(&symbol("Käse", None).expect("a symbol"));
        assert!(square.contains("viewBox=\"0 0 29 29\"") && !square.contains("<text"));
    }
}
