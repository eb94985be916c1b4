"""Cuts the receipt's fonts out of Noto: `python3 subset.py FOLDER_WITH_NOTO`. Needs fonttools; written for Noto Sans 2.004."""

import sys
from pathlib import Path

from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

LATIN_GREEK_CYRILLIC = """
    0020-007E 00A0-024F 0259 02B9-02DD 0300-0304 0306-030C 031B 0323-0328 0370-03FF 0400-052F 1E00-1EFF 2000-200D
    2010-2027 2030-203A 2044 2070-208E 20A0-20C0 2116 2122 2126 212E 2150-215E 2212 25CC FB00-FB04 FFFD
"""
DEVANAGARI = "0020 00A0 0900-097F 200C 200D 25CC A8E0-A8FF 1CD0-1CFA"
ARABIC = "0020 00A0 0600-06FF 0750-077F 200C 200D 25CC FDF2 FDFC"


def letters(ranges):
    for part in ranges.split():
        first, _, last = part.partition("-")
        yield from range(int(first, 16), int(last or first, 16) + 1)


def add_minus(font):
    """Noto Sans 2.004 has no minus sign: it gets the horizontal bar of its plus."""
    cmap, glyphs, widths = font.getBestCmap(), font["glyf"], font["hmtx"]
    if 0x2212 in cmap:
        return
    plus, equal = glyphs[cmap[ord("+")]], glyphs[cmap[ord("=")]]
    heights = sorted({y for _, y in equal.coordinates})
    thickness, middle = heights[1] - heights[0], (plus.yMin + plus.yMax) // 2
    bottom, top = middle - thickness // 2, middle - thickness // 2 + thickness
    pen = TTGlyphPen(None)
    pen.moveTo((plus.xMin, bottom))
    for corner in [(plus.xMin, top), (plus.xMax, top), (plus.xMax, bottom)]:
        pen.lineTo(corner)
    pen.closePath()
    font.setGlyphOrder(font.getGlyphOrder() + ["minus"])
    glyphs["minus"] = pen.glyph()
    widths["minus"] = (widths[cmap[ord("+")]][0], plus.xMin)
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[0x2212] = "minus"


def cut(source, name, ranges, features):
    font = TTFont(source / name)
    if name.startswith("NotoSans-"):
        add_minus(font)
    options = Options(layout_features=features, notdef_outline=True, hinting=False, name_IDs=[0, 1, 2, 3, 4, 5, 6, 14])
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=list(letters(ranges)))
    subsetter.subset(font)
    font.save(Path(__file__).parent / name)


if __name__ == "__main__":
    noto = Path(sys.argv[1])
    for weight in ["Regular", "Bold"]:
        cut(noto, f"NotoSans-{weight}.ttf", LATIN_GREEK_CYRILLIC, ["ccmp", "locl", "kern", "mark", "mkmk"])
    cut(noto, "NotoSansArabic-Regular.ttf", ARABIC, ["*"])
    cut(noto, "NotoSansDevanagari-Regular.ttf", DEVANAGARI, ["*"])
