"""Draws every size of the icon from vayupos.svg (favicon.svg for 16 and 32 px).

Needs rsvg-convert (Debian: librsvg2-bin) and Pillow (Debian: python3-pil).
"""

import io
import pathlib
import struct
import subprocess

from PIL import Image

HERE = pathlib.Path(__file__).parent
SMALL = 32  # up to here the print on the receipt would be a smudge


def draw(size: int) -> bytes:
    """The icon as a PNG, 8-bit RGBA."""
    source = HERE / ("favicon.svg" if size <= SMALL else "vayupos.svg")
    command = ["rsvg-convert", "--width", str(size), "--height", str(size), str(source)]
    drawn = Image.open(io.BytesIO(subprocess.run(command, check=True, capture_output=True).stdout))
    return png(drawn.convert("RGBA"))


def png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def inset(size: int) -> bytes:
    """macOS wants air around an icon: 824 of 1024."""
    inner = round(size * 824 / 1024 / 2) * 2
    canvas = Image.new("RGBA", (size, size))
    canvas.paste(Image.open(io.BytesIO(draw(inner))), ((size - inner) // 2,) * 2)
    return png(canvas)


def bitmap(data: bytes) -> bytes:
    """The bitmap form of an .ico entry: upside down, BGRA, then an empty mask."""
    image = Image.open(io.BytesIO(data))
    size = image.width
    header = struct.pack("<IiiHHIIiiII", 40, size, size * 2, 1, 32, 0, 0, 0, 0, 0, 0)
    pixels = image.transpose(Image.Transpose.FLIP_TOP_BOTTOM).tobytes("raw", "BGRA")
    return header + pixels + bytes((size + 31) // 32 * 4 * size)


def ico(sizes: list[int]) -> bytes:
    entries = [(size, draw(size) if size == 256 else bitmap(draw(size))) for size in sizes]
    head = struct.pack("<HHH", 0, 1, len(entries))
    offset = len(head) + 16 * len(entries)
    body = b""
    for size, data in entries:
        head += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(data), offset + len(body))
        body += data
    return head + body


def icns() -> bytes:
    kinds = {"icp4": 16, "icp5": 32, "ic11": 32, "ic12": 64, "ic07": 128, "ic13": 256, "ic08": 256, "ic14": 512, "ic09": 512, "ic10": 1024}
    body = b""
    for kind, size in kinds.items():
        data = draw(size) if size <= 16 else inset(size)
        body += kind.encode() + struct.pack(">I", len(data) + 8) + data
    return b"icns" + struct.pack(">I", len(body) + 8) + body


(HERE / "32x32.png").write_bytes(draw(32))
(HERE / "128x128.png").write_bytes(draw(128))
(HERE / "128x128@2x.png").write_bytes(draw(256))
(HERE / "icon.png").write_bytes(draw(512))
# 32 first: the window takes the first one.
(HERE / "icon.ico").write_bytes(ico([32, 16, 48, 64, 128, 256]))
(HERE / "icon.icns").write_bytes(icns())
