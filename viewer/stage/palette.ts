/**
 * Colours of a scene, resolved: a role (`accent`, `paper`, ...) to what the page's theme says it is, `#rrggbb` and
 * `#rrggbbaa` to themselves.
 */
import { type Color, THEME_COLORS, type ThemeColor } from '../../envs/core/scene.ts';

/** A colour as Pixi takes it. */
export interface Resolved {
  /** 0xrrggbb */
  readonly color: number;
  /** In the range `[0, 1]`. */
  readonly alpha: number;
}

/** Seen where a scene names a colour that is none, so that a mistake shows instead of hiding. */
const UNKNOWN: Resolved = { color: 0xff00ff, alpha: 1 };

export type Palette = ReadonlyMap<Color, Resolved>;

/** @param variable Reads a CSS custom property, for instance `--scene-accent`. */
export function themePalette(variable: (name: string) => string): Palette {
  const palette = new Map<Color, Resolved>();
  for (const role of THEME_COLORS) palette.set(role, parseHex(variable(`--scene-${role}`).trim()) ?? UNKNOWN);
  return palette;
}

export function resolveColor(color: Color, palette: Palette): Resolved {
  return palette.get(color as ThemeColor) ?? parseHex(color) ?? UNKNOWN;
}

/** `#rgb`, `#rrggbb` or `#rrggbbaa`; null for anything else. */
export function parseHex(text: string): Resolved | null {
  if (/^#[0-9a-f]{3}$/i.test(text)) text = `#${text[1]}${text[1]}${text[2]}${text[2]}${text[3]}${text[3]}`;
  if (!/^#([0-9a-f]{6}|[0-9a-f]{8})$/i.test(text)) return null;
  return {
    color: Number.parseInt(text.slice(1, 7), 16),
    alpha: text.length === 9 ? Number.parseInt(text.slice(7), 16) / 255 : 1,
  };
}
