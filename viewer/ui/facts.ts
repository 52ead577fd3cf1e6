/** The numbers of the moment on stage: episode, step, return so far, outcome. */
import { el, setText } from './dom.ts';
import { returnText, whole } from './format.ts';

export interface FactsState {
  readonly episode: number;
  readonly step: number;
  /** The number of the episode's last step known, or of its limit where there is one. */
  readonly of: number | null;
  readonly return: number;
  readonly outcome: 'running' | 'terminated' | 'truncated' | 'ended';
}

const OUTCOME_TITLES = {
  running: 'The episode goes on.',
  terminated: "The world's own end: nothing of value follows.",
  truncated: 'Ended from outside, by the time limit: it could have gone on.',
  ended: 'The rest of this episode was not received.',
} as const;

export class Facts {
  readonly element: HTMLElement;
  private readonly episode = el('dd', { 'data-fact': 'episode' });
  private readonly step = el('dd', { 'data-fact': 'step' });
  private readonly limit = el('span', { class: 'fact-of' });
  private readonly sum = el('dd', { 'data-fact': 'return' });
  private readonly outcome = el('dd', { 'data-fact': 'outcome' });

  constructor() {
    const fact = (name: string, ...value: Node[]) => el('div', {}, el('dt', {}, name), ...value);
    this.element = el(
      'dl',
      { class: 'facts' },
      fact('Episode', this.episode),
      fact('Step', this.step, this.limit),
      fact('Return', this.sum),
      fact('Outcome', this.outcome),
    );
    this.clear();
  }

  update(state: FactsState): void {
    setText(this.episode, whole(state.episode));
    setText(this.step, whole(state.step));
    setText(this.limit, state.of === null ? '' : `of ${whole(state.of)}`);
    setText(this.sum, returnText(state.return));
    if (this.outcome.dataset.outcome === state.outcome) return;
    setText(this.outcome, state.outcome);
    this.outcome.dataset.outcome = state.outcome;
    this.outcome.title = OUTCOME_TITLES[state.outcome];
  }

  clear(): void {
    for (const node of [this.episode, this.step, this.sum, this.outcome]) setText(node, '–');
    setText(this.limit, '');
    delete this.outcome.dataset.outcome;
  }
}
