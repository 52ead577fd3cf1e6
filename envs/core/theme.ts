/**
 * What the roles of a scene's colours look like: the page's themes, and `light` for pixels. The one place that says so: the
 * viewer hands these to its style sheets.
 *
 * Each role but `paper` keeps a contrast of 3:1 or more with `paper` (WCAG 2.2, 1.4.11), which test/viewer/contrast.test.ts
 * measures.
 */
import type { ThemeColor } from './scene.ts';

export type SceneTheme = Readonly<Record<ThemeColor, `#${string}`>>;

export const SCENE_THEMES: { readonly light: SceneTheme; readonly dark: SceneTheme } = {
  light: {
    paper: '#fbfaf7',
    ink: '#2a2825',
    muted: '#8c8980',
    accent: '#2b55c9',
    support: '#c47c24',
    goal: '#2a9160',
    danger: '#c8432f',
  },
  dark: {
    paper: '#14161a',
    ink: '#e4e2dc',
    muted: '#70757e',
    accent: '#7ea3ff',
    support: '#e3a755',
    goal: '#58bd8b',
    danger: '#f07a67',
  },
};
