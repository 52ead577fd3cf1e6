/**
 * What the agent thinks at the moment on stage: its Q-values as signed bars, or its action probabilities, one row an
 * action, the chosen one marked.
 *
 * Q-values share one scale that only widens while a session is watched, so bars move with the values and not with the
 * scale. Probabilities are on `[0, 1]`.
 */
import type { PolicyBars } from '../../server/protocol/messages.ts';
import { el, setText } from './dom.ts';
import { alike, percent } from './format.ts';

interface Row {
  readonly row: HTMLElement;
  readonly name: HTMLElement;
  readonly bar: HTMLElement;
  readonly value: HTMLElement;
}

export class PolicyPanel {
  readonly element: HTMLElement;
  private readonly title = el('h2', { id: 'policy-title' }, 'Policy');
  private readonly rowsBox = el('ol', { class: 'policy', role: 'list' });
  private readonly hint = el('p', { class: 'hint' });
  private rows: Row[] = [];
  private names: readonly string[] | null = null;
  private low = 0;
  private high = 0;
  private shown: PolicyBars | null = null;
  private shownAction: unknown;

  constructor() {
    this.element = el(
      'section',
      { class: 'panel policy-panel', 'aria-labelledby': 'policy-title' },
      this.title,
      this.hint,
      this.rowsBox,
    );
    this.reset(null);
  }

  /** For another session. `names`: one per discrete action, where the world knows them. */
  reset(names: readonly string[] | null): void {
    this.names = names;
    this.low = 0;
    this.high = 0;
    this.shown = null;
    this.rows = [];
    this.rowsBox.replaceChildren();
    this.hint.hidden = false;
    setText(this.title, 'Policy');
    setText(this.hint, 'Nothing yet: this agent has not said what it thinks of its actions.');
  }

  /** @param action The chosen action; marked where it is the number of a row. */
  update(policy: PolicyBars | null, action: unknown): void {
    // A step without an opinion (a random exploration step of some agents) keeps the rows, greyed.
    this.rowsBox.classList.toggle('stale', policy === null);
    if (policy === null || (policy === this.shown && action === this.shownAction)) return;
    this.shown = policy;
    this.shownAction = action;
    const { values, kind } = policy;
    const signed = kind === 'q';
    this.hint.hidden = true;
    setText(this.title, signed ? 'Q-values' : 'Action probabilities');
    if (this.rows.length !== values.length) this.build(values.length);
    if (signed) {
      for (const value of values) {
        if (value < this.low) this.low = value;
        if (value > this.high) this.high = value;
      }
    }
    const low = signed ? this.low : 0;
    const span = (signed ? this.high - this.low : 1) || 1;
    const zero = (0 - low) / span;
    const numbers = signed ? alike(values) : values.map(percent);
    values.forEach((value, i) => {
      const { row, bar, value: number } = this.rows[i]!;
      const at = Math.min(Math.max((value - low) / span, 0), 1);
      bar.style.left = `${100 * Math.min(at, zero)}%`;
      bar.style.width = `${100 * Math.abs(at - zero)}%`;
      row.classList.toggle('chosen', i === action);
      row.classList.toggle('negative', value < 0);
      setText(number, numbers[i]!);
    });
    this.rowsBox.style.setProperty('--zero', `${100 * zero}%`);
  }

  private build(count: number): void {
    this.rows = Array.from({ length: count }, (_, i) => {
      const name = el('span', { class: 'policy-name' }, this.names?.[i] ?? `action ${i}`);
      const bar = el('span', { class: 'policy-bar' });
      const value = el('span', { class: 'policy-value' });
      const row = el('li', {}, name, el('span', { class: 'policy-track', 'aria-hidden': 'true' }, bar), value);
      return { row, name, bar, value };
    });
    this.rowsBox.replaceChildren(...this.rows.map(({ row }) => row));
  }
}
