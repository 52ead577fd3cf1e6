/** The keyboard: one table that both works the keys and fills the help dialog, so that neither can lie. */
import { el, iconButton } from './dom.ts';

export interface Shortcut {
  /** `KeyboardEvent.key` values. */
  readonly keys: readonly string[];
  /** As written on the keyboard. */
  readonly caps: readonly string[];
  readonly does: string;
  run(): void;
}

/** Elements that have their own use for a key while they are focused. */
function takesKey(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement)
    return target.type !== 'range' || key.startsWith('Arrow') || /^(Home|End|Page)/.test(key);
  return (key === ' ' || key === 'Enter') && target.matches('button, a, summary');
}

export class Help {
  readonly button: HTMLButtonElement;
  readonly dialog: HTMLDialogElement;

  /** @param others All shortcuts but the one for this dialog. */
  constructor(others: readonly Shortcut[]) {
    const open = () => this.dialog.showModal();
    const shortcuts = [...others, { keys: ['?'], caps: ['?'], does: 'This table', run: open }];
    this.button = iconButton('help', 'Keyboard shortcuts (?)', open);
    const rows = shortcuts.map(({ caps, does }) =>
      el('tr', {}, el('td', {}, ...caps.map((cap) => el('kbd', {}, cap))), el('td', {}, does)),
    );
    const close = iconButton('close', 'Close', () => this.dialog.close());
    this.dialog = el(
      'dialog',
      { class: 'help', 'aria-labelledby': 'help-title' },
      el('div', { class: 'help-head' }, el('h2', { id: 'help-title' }, 'Keyboard'), close),
      el('table', {}, el('tbody', {}, ...rows)),
      el(
        'p',
        { class: 'hint' },
        'Playback is this page’s own: it never slows the training. A trainer is usually faster than real time, so the page plays an episode to its end and goes on with the newest.',
      ),
    );
    // A click on the backdrop lands on the dialog itself.
    this.dialog.addEventListener('click', (event) => {
      if (event.target === this.dialog) this.dialog.close();
    });
    addEventListener('keydown', (event) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || this.dialog.open) return;
      if (takesKey(event.target, event.key)) return;
      const shortcut = shortcuts.find(({ keys }) => keys.includes(event.key));
      if (shortcut === undefined) return;
      event.preventDefault();
      shortcut.run();
    });
  }
}
