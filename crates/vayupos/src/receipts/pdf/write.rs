//! Writes pages as a PDF: cuts the used glyphs out of their fonts, and keeps what each stands for, so that a receipt
//! can be searched and copied.

use std::collections::BTreeMap;

use printpdf::{
    Codepoint, FontId, FontMetrics, Line as Stroke, LineDashPattern, LinePoint, Op, PaintMode, ParsedFont, PdfDocument,
    PdfFont, PdfFontHandle, PdfPage, PdfSaveOptions, Point, Polygon, PolygonRing, Pt, RawImage, RawImageData,
    RawImageFormat, TextItem, TextMatrix, WindingOrder, XObject, XObjectId, XObjectTransform,
};
use subsetter::GlyphRemapper;

use super::fonts::Face;
use super::paper::{MM, Mark, Page, STROKE};
use super::text::{Glyph, Line};
use crate::error::{Error, Result};
use crate::receipts::Picture;

/// How often one face may be embedded. A glyph that stands for different characters in different words needs it twice;
/// after that its first meaning stays.
const MAX_EMBEDDINGS: usize = 4;
/// Thousandths of the type's size below which a glyph is where it would be anyway.
const NEGLIGIBLE: f32 = 0.5;

/// The file; the picture is the one that its pages' marks are of.
pub(crate) fn pages(pages: &[Page<'_>], title: &str, shop: &str, picture: Option<&Picture>) -> Result<Vec<u8>> {
    let mut embedded = Vec::new();
    let drawn: Vec<PdfPage> = pages.iter().map(|page| draw(page, &mut embedded)).collect();
    let mut document = PdfDocument::new(title);
    document.metadata.info.author = shop.to_owned();
    document.metadata.info.creator = "VayuPOS".to_owned();
    document.metadata.info.producer = "VayuPOS".to_owned();
    for (place, embedding) in embedded.iter().enumerate() {
        let font = PdfFont::new(embedding.font(place)?);
        document.resources.fonts.map.insert(font_id(place), font);
    }
    if let Some(picture) = picture {
        let image = RawImage {
            pixels: RawImageData::U8(picture.rgb.clone()),
            width: picture.width,
            height: picture.height,
            data_format: RawImageFormat::RGB8,
            tag: Vec::new(),
        };
        document.resources.xobjects.map.insert(picture_id(), XObject::Image(image));
    }
    document.with_pages(drawn);
    save(&document)
}

/// Serialises a document without what would differ from one time to the next.
fn save(document: &PdfDocument) -> Result<Vec<u8>> {
    let mut warnings = Vec::new();
    let mut file = printpdf::serialize::to_lopdf_doc(document, &PdfSaveOptions::default(), &mut warnings);
    if !warnings.is_empty() {
        tracing::warn!(?warnings, "the file was written with warnings");
    }
    file.version = "1.7".to_owned();
    // An identifier is drawn by lot, and the dates would be those of 1970.
    file.trailer.remove(b"ID");
    let info = file.trailer.get(b"Info").and_then(|info| info.as_reference()).map_err(Error::internal)?;
    let info = file.get_object_mut(info).and_then(|info| info.as_dict_mut()).map_err(Error::internal)?;
    for key in ["CreationDate", "ModDate", "GTS_PDFXVersion", "Identifier", "Keywords", "Subject", "Trapped"] {
        info.remove(key.as_bytes());
    }
    file.compress();
    let mut bytes = Vec::new();
    file.save_to(&mut bytes).map_err(Error::internal)?;
    Ok(bytes)
}

fn draw<'a>(page: &Page<'a>, embedded: &mut Vec<Embedding<'a>>) -> PdfPage {
    let black = || printpdf::Color::Greyscale(printpdf::Greyscale::new(0.0, None));
    let mut ops = vec![
        Op::SetFillColor { col: black() },
        Op::SetOutlineColor { col: black() },
        Op::SetOutlineThickness { pt: Pt(STROKE) },
    ];
    for mark in &page.marks {
        match mark {
            Mark::Text { x, y, line } => text(&mut ops, embedded, *x, page.height - y, line),
            Mark::Picture { x, y, width, height } => ops.push(Op::UseXobject {
                id: picture_id(),
                transform: XObjectTransform {
                    translate_x: Some(Pt(hundredths(*x))),
                    translate_y: Some(Pt(hundredths(page.height - y - height))),
                    scale_x: Some(hundredths(*width)),
                    scale_y: Some(hundredths(*height)),
                    no_auto_scale: true,
                    ..XObjectTransform::default()
                },
            }),
            Mark::Rule { x, y, width } => {
                let dash = LineDashPattern { offset: 0.0, pattern: [1.2 * MM, 0.9 * MM].into_iter().collect() };
                ops.push(Op::SetLineDashPattern { dash });
                let points = [*x, x + width].map(|x| corner(x, page.height - y));
                ops.push(Op::DrawLine { line: Stroke { points: points.into(), is_closed: false } });
            }
            Mark::Frame { x, y, width, height } => {
                ops.push(Op::SetLineDashPattern { dash: LineDashPattern::default() });
                let ring = rectangle([*x, page.height - y - height, *width, *height]);
                ops.push(polygon(vec![ring], PaintMode::Stroke));
            }
            Mark::Blocks(blocks) => {
                let ring = |[x, y, width, height]: [f32; 4]| rectangle([x, page.height - y - height, width, height]);
                ops.push(polygon(blocks.iter().copied().map(ring).collect(), PaintMode::Fill));
            }
        }
    }
    let mut drawn = PdfPage::new(printpdf::Mm(page.width / MM), printpdf::Mm(page.height / MM), ops);
    for paper in [&mut drawn.media_box, &mut drawn.trim_box, &mut drawn.crop_box] {
        (paper.width, paper.height) = (Pt(hundredths(page.width)), Pt(hundredths(page.height)));
    }
    drawn
}

/// Puts the glyphs of a line on the page, as many at a time as share a font and a height.
fn text<'a>(ops: &mut Vec<Op>, embedded: &mut Vec<Embedding<'a>>, x: f32, y: f32, line: &Line<'a>) {
    let size = line.style.size;
    let placed: Vec<(usize, Codepoint, &Glyph<'_>)> = line
        .glyphs
        .iter()
        .map(|glyph| {
            let (place, id) = embed(embedded, glyph);
            (place, Codepoint::with_cid(id, 0.0, glyph.text.clone()), glyph)
        })
        .collect();
    ops.push(Op::StartTextSection);
    for run in placed.chunk_by(|(one, _, a), (other, _, b)| one == other && a.y == b.y) {
        let Some((place, _, first)) = run.first() else { continue };
        ops.push(Op::SetFont { font: PdfFontHandle::External(font_id(*place)), size: Pt(size) });
        let origin = TextMatrix::Translate(Pt(hundredths(x + first.x)), Pt(hundredths(y + first.y)));
        ops.push(Op::SetTextMatrix { matrix: origin });
        let mut pen = 0.0;
        let mut glyphs = Vec::with_capacity(run.len());
        for (at, (_, codepoint, glyph)) in run.iter().enumerate() {
            let mut codepoint = codepoint.clone();
            pen += advance(glyph.face, glyph.id);
            if let Some((_, _, next)) = run.get(at + 1) {
                let off = pen - (next.x - first.x) * 1000.0 / size;
                if off.abs() > NEGLIGIBLE {
                    codepoint.offset = off.round();
                    pen -= codepoint.offset;
                }
            }
            glyphs.push(codepoint);
        }
        ops.push(Op::ShowText { items: vec![TextItem::GlyphIds(glyphs)] });
    }
    ops.push(Op::EndTextSection);
}

/// A face as it is embedded: which of its glyphs, and what they stand for.
struct Embedding<'a> {
    face: &'a Face,
    glyphs: GlyphRemapper,
    meanings: BTreeMap<u16, String>,
}

/// Where a glyph is embedded, and its number there.
fn embed<'a>(embedded: &mut Vec<Embedding<'a>>, glyph: &Glyph<'a>) -> (usize, u16) {
    let of_face = |embedding: &Embedding<'_>| std::ptr::eq(embedding.face, glyph.face);
    let agrees =
        |embedding: &Embedding<'_>| embedding.meanings.get(&glyph.id).is_none_or(|meaning| *meaning == glyph.text);
    let place = embedded.iter().position(|embedding| of_face(embedding) && agrees(embedding));
    let place = match place {
        Some(place) => place,
        None if embedded.iter().filter(|embedding| of_face(embedding)).count() >= MAX_EMBEDDINGS => {
            embedded.iter().position(of_face).unwrap_or_default()
        }
        None => {
            embedded.push(Embedding { face: glyph.face, glyphs: GlyphRemapper::new(), meanings: BTreeMap::new() });
            embedded.len() - 1
        }
    };
    let embedding = &mut embedded[place];
    embedding.meanings.entry(glyph.id).or_insert_with(|| glyph.text.clone());
    (place, embedding.glyphs.remap(glyph.id))
}

impl Embedding<'_> {
    fn font(&self, place: usize) -> Result<ParsedFont> {
        let bytes = subsetter::subset((*self.face.bytes).as_ref(), self.face.index, &self.glyphs);
        let bytes = bytes.map_err(|error| Error::internal(format!("{}: {error}", self.face.name)))?;
        let units = self.face.font.units_per_em();
        let widths = self.glyphs.remapped_gids().enumerate().map(|(new, old)| {
            let width = self.face.font.glyph_metrics().h_advance(u32::from(old).into());
            (u16::try_from(new).unwrap_or(u16::MAX), width as u16)
        });
        let metrics = self.face.font.metrics();
        let line = metrics.hhea_line.unwrap_or_default();
        let (ascent, descent) = (line.ascender.to_f64() as i16, line.descender.to_f64() as i16);
        let mut font = ParsedFont::with_glyph_data(
            bytes,
            0,
            Some(format!("{}+{}", tag(place), self.face.name)),
            BTreeMap::new(),
            widths.collect(),
            units,
            FontMetrics { ascent, descent },
        );
        let bounds = metrics.bounds;
        font.pdf_font_metrics.x_min = bounds.x_min.to_f64() as i16;
        font.pdf_font_metrics.y_min = bounds.y_min.to_f64() as i16;
        font.pdf_font_metrics.x_max = bounds.x_max.to_f64() as i16;
        font.pdf_font_metrics.y_max = bounds.y_max.to_f64() as i16;
        Ok(font)
    }
}

/// Six letters that tell one subset from another. Source: ISO 32000-1, 9.6.4.
fn tag(place: usize) -> String {
    let letter = |power: u32| char::from(b'A' + u8::try_from(place / 26_usize.pow(power) % 26).unwrap_or(0));
    (0..6).rev().map(letter).collect()
}

fn picture_id() -> XObjectId {
    XObjectId("Logo".to_owned())
}

fn font_id(place: usize) -> FontId {
    FontId(format!("Receipt{place}"))
}

/// A glyph's advance in thousandths, cut to whole ones as the width table has it.
fn advance(face: &Face, glyph: u16) -> f32 {
    let units = f32::from(face.font.units_per_em());
    (face.font.glyph_metrics().h_advance(u32::from(glyph).into()) * 1000.0 / units).trunc()
}

fn polygon(rings: Vec<PolygonRing>, mode: PaintMode) -> Op {
    Op::DrawPolygon { polygon: Polygon { rings, mode, winding_order: WindingOrder::NonZero } }
}

fn rectangle([x, y, width, height]: [f32; 4]) -> PolygonRing {
    let corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)];
    PolygonRing { points: corners.map(|(x, y)| corner(x, y)).into() }
}

fn corner(x: f32, y: f32) -> LinePoint {
    LinePoint { p: Point { x: Pt(hundredths(x)), y: Pt(hundredths(y)) }, bezier: false }
}

/// A place to a hundredth of a point: far finer than a printer's dot, and half as long in the file.
fn hundredths(points: f32) -> f32 {
    (points * 100.0).round() / 100.0
}
