"""Writes envs/core/rasterise/glyphs.ts: outlines of Inter, weight 400, in thousandths of an em, y down.

    npm ci && pip install fonttools brotli && python scripts/make-glyphs.py

Run again only to add characters: the file it writes is kept in the repository.
"""
import json
import pathlib
import re

from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

ROOT = pathlib.Path(__file__).resolve().parent.parent
FILES = ROOT / "node_modules/@fontsource-variable/inter/files"
OUTPUT = ROOT / "envs/core/rasterise/glyphs.ts"
CHARACTERS = [chr(code) for code in range(32, 127)] + list("°±·×−–—…↑↓π")


class SvgPen(BasePen):
    """Collects an outline as an SVG path of whole numbers."""

    def __init__(self, glyphs, scale):
        super().__init__(glyphs)
        self.scale = scale
        self.path = ""

    def point(self, at):
        return f"{round(at[0] * self.scale)} {round(-at[1] * self.scale)}"

    def _moveTo(self, to):
        self.path += f"M{self.point(to)}"

    def _lineTo(self, to):
        self.path += f"L{self.point(to)}"

    def _qCurveToOne(self, control, to):
        self.path += f"Q{self.point(control)} {self.point(to)}"

    def _closePath(self):
        self.path += "Z"


def glyph(fonts, character):
    for font in fonts:
        name = font.getBestCmap().get(ord(character))
        if name is None:
            continue
        glyphs = font.getGlyphSet()
        pen = SvgPen(glyphs, 1000 / font["head"].unitsPerEm)
        glyphs[name].draw(pen)
        return round(glyphs[name].width * pen.scale), pen.path
    raise SystemExit(f"Inter has no glyph for {character!r}: leave it out of CHARACTERS.")


def main():
    subsets = ("latin", "greek")
    fonts = [instantiateVariableFont(TTFont(FILES / f"inter-{name}-wght-normal.woff2"), {"wght": 400}) for name in subsets]
    rows = []
    for character in CHARACTERS:
        advance, path = glyph(fonts, character)
        quoted = "'\"'" if character == '"' else "'\\\\'" if character == "\\" else f'"{character}"' if character == "'" else f"'{character}'"
        rows.append(f"  [{quoted}, {advance}, '{path}'],\n")
    text = OUTPUT.read_text(encoding="utf8")
    table = re.compile(r"(?<== \[\n).*(?=^\];)", re.DOTALL | re.MULTILINE)
    OUTPUT.write_text(table.sub(lambda _: "".join(rows), text), encoding="utf8")


main()
