/** One button for each key of a world: what the keys are, for the eye, and the keys themselves, for the finger. */
import type { KeyBinding } from '../../envs/core/controls.ts';
import { el } from '../ui/dom.ts';

/** Keys as they are written on keyboards. */
const CAPS: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ' ': 'space',
};

export interface TouchActions {
  press(key: string): void;
  release(key: string): void;
}

export class TouchPad {
  readonly element = el('div', { class: 'pad', role: 'group', 'aria-label': 'Actions' });
  private readonly buttons = new Map<string, HTMLButtonElement>();

  private readonly actions: TouchActions;

  constructor(actions: TouchActions) {
    this.actions = actions;
  }

  show(keys: readonly KeyBinding[]): void {
    this.buttons.clear();
    this.element.replaceChildren(...keys.map((binding) => this.button(binding)));
  }

  /** Shows which key is down, wherever it was pressed. */
  mark(key: string, down: boolean): void {
    this.buttons.get(key)?.classList.toggle('is-down', down);
  }

  private button({ key, label }: KeyBinding): HTMLButtonElement {
    const cap = CAPS[key] ?? key;
    const button = el('button', { type: 'button', class: 'pad-button' }, el('kbd', {}, cap), el('span', {}, label));
    button.addEventListener('pointerdown', (event) => {
      event.preventDefault(); // keeps the focus, and a phone from selecting text
      button.setPointerCapture(event.pointerId);
      this.actions.press(key);
    });
    for (const type of ['pointerup', 'pointercancel', 'lostpointercapture'] as const) {
      button.addEventListener(type, () => this.actions.release(key));
    }
    // A press by Enter or a screen reader comes as a click without a pointer.
    button.addEventListener('click', (event) => {
      if (event.detail !== 0) return;
      this.actions.press(key);
      this.actions.release(key);
    });
    this.buttons.set(key, button);
    return button;
  }
}
