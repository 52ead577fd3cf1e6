/** Contrast of text on the grounds it is used on, in both themes: WCAG 2.2, 1.4.3 (AA, 4.5:1) and 1.4.11 (3:1). */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SCENE_THEMES } from '../../envs/core/theme.ts';

const css = readFileSync(new URL('../../viewer/styles/tokens.css', import.meta.url), 'utf8');
const light = variables(/:root \{([^}]*)\}/);
const dark = { ...light, ...variables(/:root\[data-theme="dark"\] \{([^}]*--ground[^}]*)\}/) };

function variables(block: RegExp): Record<string, string> {
  const found = block.exec(css)![1]!;
  return Object.fromEntries(
    [...found.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map((match) => [match[1]!, match[2]!]),
  );
}

/** Relative luminance of `#rrggbb`, WCAG 2.2 definition. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high! + 0.05) / (low! + 0.05);
}

describe.each([
  ['light', light, SCENE_THEMES.light],
  ['dark', dark, SCENE_THEMES.dark],
] as const)('the %s theme', (_name, theme, scene) => {
  it.each([
    ['text', 'ground'],
    ['text', 'surface'],
    ['text', 'surface-raised'],
    ['text-soft', 'ground'],
    ['text-soft', 'surface'],
    ['on-accent', 'accent'],
    ['accent', 'surface'],
    ['bad', 'bad-wash'],
    ['text', 'bad-wash'],
    ['bad', 'ground'],
    ['warn', 'ground'],
    ['good', 'surface'],
  ])('writes %s on %s at 4.5:1 or more', (text, ground) => {
    expect(contrast(theme[text]!, theme[ground]!)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(['ink', 'accent', 'support', 'goal', 'danger', 'muted'] as const)(
    'draws %s on paper at 3:1 or more',
    (role) => {
      expect(contrast(scene[role], scene.paper)).toBeGreaterThanOrEqual(3);
    },
  );
});
