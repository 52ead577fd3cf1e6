/**
 * Dark or light: the system's choice until the person makes one, which is then remembered.
 *
 * The theme is `data-theme` on the root element; every colour of the page is a CSS custom property under it
 * (styles/tokens.css), read again by the stage and the charts when it changes. The colours of scenes are set here, as
 * envs/core/theme.ts has them.
 */
import { THEME_COLORS } from '../../envs/core/scene.ts';
import { SCENE_THEMES } from '../../envs/core/theme.ts';
import { iconButton, setIcon } from './dom.ts';

const KEY = 'ludus.theme';
type Theme = 'light' | 'dark';

export class ThemeToggle {
  readonly element: HTMLButtonElement;
  private readonly glyph: SVGSVGElement;
  private readonly onChange: () => void;
  private readonly system = matchMedia('(prefers-color-scheme: dark)');

  constructor(onChange: () => void) {
    this.onChange = onChange;
    this.element = iconButton('moon', '', () => this.toggle());
    this.glyph = this.element.querySelector('svg')!;
    this.system.addEventListener('change', () => this.apply());
    this.apply();
  }

  toggle(): void {
    const next: Theme = this.current() === 'dark' ? 'light' : 'dark';
    try {
      localStorage.setItem(KEY, next);
    } catch {
      // Storage may be forbidden: the choice then holds until the page is left.
    }
    this.apply(next);
  }

  private current(): Theme {
    return document.documentElement.dataset.theme === 'dark' ? 'dark' : 'light';
  }

  private apply(theme: Theme = this.stored() ?? (this.system.matches ? 'dark' : 'light')): void {
    const root = document.documentElement;
    root.dataset.theme = theme;
    for (const role of THEME_COLORS) root.style.setProperty(`--scene-${role}`, SCENE_THEMES[theme][role]);
    const other = theme === 'dark' ? 'light' : 'dark';
    setIcon(this.glyph, theme === 'dark' ? 'sun' : 'moon');
    this.element.setAttribute('aria-label', `Switch to the ${other} theme`);
    this.element.title = `Switch to the ${other} theme (t)`;
    this.onChange();
  }

  private stored(): Theme | null {
    try {
      const value = localStorage.getItem(KEY);
      return value === 'dark' || value === 'light' ? value : null;
    } catch {
      return null;
    }
  }
}
