//! The faces a receipt is set in: Noto Sans, carried along, and for every other script what the system has.

use std::sync::{Arc, OnceLock};

use harfrust::Font;

use super::clean::needs_no_glyph;
use super::system::System;
use crate::error::{Error, Result};

/// The file of a font; several faces may share one.
pub(super) type Bytes = Arc<dyn AsRef<[u8]> + Send + Sync>;

const REGULAR: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/fonts/NotoSans-Regular.ttf"));
const BOLD: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/fonts/NotoSans-Bold.ttf"));
const ARABIC: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/fonts/NotoSansArabic-Regular.ttf"));

const DEVANAGARI: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/fonts/NotoSansDevanagari-Regular.ttf"));

/// One face of a font file.
pub(super) struct Face {
    /// Its PostScript name, letters, digits and hyphens only.
    pub(super) name: String,
    /// The shaper's view of it.
    pub(super) font: Font,
    /// Its file, for cutting out the used glyphs.
    pub(super) bytes: Bytes,
    /// Which face of the file.
    pub(super) index: u32,
}

impl Face {
    /// A face whose outlines can be put into a PDF; none for bitmaps, for `CFF2`, and for what is broken.
    pub(super) fn new(name: &str, bytes: Bytes, index: u32) -> Option<Self> {
        let font = Font::new(Arc::clone(&bytes), index)?;
        // Cutting out nothing is the cheapest way to learn whether cutting out works.
        subsetter::subset((*bytes).as_ref(), index, &subsetter::GlyphRemapper::new()).ok()?;
        let name = name.chars().filter(|letter| letter.is_ascii_alphanumeric() || *letter == '-').take(60).collect();
        Some(Self { name, font, bytes, index })
    }

    /// Whether it has a glyph for every character that needs one.
    pub(super) fn covers(&self, cluster: &str) -> bool {
        let charmap = self.font.charmap();
        cluster.chars().all(|letter| needs_no_glyph(letter) || charmap.map_unicode(letter).is_some())
    }
}

/// The faces to choose from.
pub(crate) struct Fonts {
    regular: Face,
    bold: Face,
    arabic: Face,
    devanagari: Face,
    system: OnceLock<System>,
}

impl Fonts {
    fn carried() -> Option<Self> {
        let face = |name, bytes: &'static [u8]| Face::new(name, Arc::new(bytes), 0);
        Some(Self {
            regular: face("NotoSans-Regular", REGULAR)?,
            bold: face("NotoSans-Bold", BOLD)?,
            arabic: face("NotoSansArabic-Regular", ARABIC)?,
            devanagari: face("NotoSansDevanagari-Regular", DEVANAGARI)?,
            system: OnceLock::new(),
        })
    }

    /// The face of plain text.
    pub(super) fn text(&self, bold: bool) -> &Face {
        if bold { &self.bold } else { &self.regular }
    }

    /// The face that draws a cluster of characters; none when no font on this computer can.
    pub(super) fn face(&self, cluster: &str, bold: bool) -> Option<&Face> {
        let carried = [self.text(bold), &self.regular, &self.arabic, &self.devanagari];
        carried.into_iter().find(|face| face.covers(cluster)).or_else(|| {
            // The system's fonts are looked through once, and only when a name needs them.
            self.system.get_or_init(System::load).face(cluster)
        })
    }
}

/// The fonts, read once.
pub(crate) fn fonts() -> Result<&'static Fonts> {
    static FONTS: OnceLock<Option<Fonts>> = OnceLock::new();
    FONTS.get_or_init(Fonts::carried).as_ref().ok_or_else(|| Error::internal("the fonts of the receipt cannot be read"))
}
