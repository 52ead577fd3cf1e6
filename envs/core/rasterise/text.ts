/**
 * Text as filled outlines, laid out as the viewer's Pixi text is: one line, the box as high as Inter's ascent and descent.
 * A character without a glyph is drawn as a box, its usual sign.
 */
import type { TextShape } from '../scene.ts';
import { type Canvas2D, createOutline, type Outline } from './canvas.ts';
import { GLYPHS } from './glyphs.ts';

const EM = 1000;
const ASCENT = 969 / EM; // of Inter, above the baseline, in ems
const DESCENT = 241 / EM;
const UNKNOWN = [620, 'M80 0L80 -728L540 -728L540 0ZM140 -60L480 -60L480 -668L140 -668Z'] as const;

interface Glyph {
  /** In ems. */
  readonly advance: number;
  /** Null for a space. */
  readonly outline: Outline | null;
}

const outlines = new Map(GLYPHS.map(([character, advance, path]) => [character, [advance, path] as const]));
/** Made as they are first written. */
const glyphs = new Map<string, Glyph>();

/** Draws in the context's present transform and fill; `size` of the shape is one em. */
export function fillText(context: Canvas2D, shape: TextShape): void {
  const { size, align = 'start', baseline = 'middle' } = shape;
  const line = Array.from(shape.text, glyphOf);
  const width = line.reduce((sum, { advance }) => sum + advance, 0);
  const left = align === 'start' ? 0 : align === 'center' ? -width / 2 : -width;
  const drop = baseline === 'top' ? ASCENT : baseline === 'middle' ? (ASCENT - DESCENT) / 2 : -DESCENT;
  const scale = size / EM;
  context.transform(scale, 0, 0, scale, shape.x + left * size, shape.y + drop * size);
  for (const { advance, outline } of line) {
    if (outline !== null) context.fill(outline);
    context.transform(1, 0, 0, 1, advance * EM, 0);
  }
}

function glyphOf(character: string): Glyph {
  let glyph = glyphs.get(character);
  if (glyph === undefined) {
    const [advance, path] = outlines.get(character) ?? UNKNOWN;
    glyph = { advance: advance / EM, outline: path === '' ? null : createOutline(path) };
    glyphs.set(character, glyph);
  }
  return glyph;
}
