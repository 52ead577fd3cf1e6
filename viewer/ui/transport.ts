/**
 * The playback controls under the stage: step back, play, step on, the scrub bar, speed, and the way back to live.
 * They act on the page's own playhead, never on the trainer. Buttons and a range input, so that keyboards and screen
 * readers need nothing special.
 */
import type { Lag } from '../playback/director.ts';
import { el, icon, iconButton, setIcon, setText } from './dom.ts';
import { speedText, whole } from './format.ts';

export interface TransportActions {
  togglePlay(): void;
  step(direction: 1 | -1): void;
  /** To a step of the episode on stage. */
  seek(step: number): void;
  changeSpeed(direction: 1 | -1): void;
  goLive(): void;
}

export interface TransportState {
  readonly playing: boolean;
  /** At the end of the last episode there is: play means again. */
  readonly resting: boolean;
  readonly base: number;
  readonly end: number;
  readonly step: number;
  readonly speed: number;
  readonly canSlower: boolean;
  readonly canFaster: boolean;
  readonly lag: Lag;
  /** The session sends nothing any more. */
  readonly over: boolean;
}

export class Transport {
  readonly element: HTMLElement;
  /** Whether the picture is live, and the way back to it; belongs beside the title. */
  readonly live: HTMLButtonElement;
  private readonly playGlyph = icon('pause');
  private readonly play: HTMLButtonElement;
  private readonly back: HTMLButtonElement;
  private readonly forward: HTMLButtonElement;
  private readonly scrub = el('input', { type: 'range', class: 'scrub', min: '0', max: '0', step: '1', value: '0' });
  private readonly slower: HTMLButtonElement;
  private readonly faster: HTMLButtonElement;
  private readonly speed = el('output', { class: 'speed-value', 'aria-label': 'Speed' });
  private readonly liveText = el('span');
  /** What the scrub bar shows: it is written only when that changes, not sixty times a second. */
  private shown = { base: -1, end: -1, step: -1 };

  constructor(actions: TransportActions) {
    this.play = iconButton('pause', 'Pause', () => actions.togglePlay());
    this.play.replaceChildren(this.playGlyph);
    this.play.classList.add('primary');
    this.back = iconButton('back', 'Step back (←)', () => actions.step(-1));
    this.forward = iconButton('forward', 'Step forward (→)', () => actions.step(1));
    this.slower = iconButton('minus', 'Slower (−)', () => actions.changeSpeed(-1));
    this.faster = iconButton('plus', 'Faster (+)', () => actions.changeSpeed(1));
    this.scrub.setAttribute('aria-label', 'Step of the episode');
    this.scrub.addEventListener('input', () => actions.seek(this.scrub.valueAsNumber));
    this.live = el('button', { type: 'button', class: 'live-button' }, el('span', { class: 'dot' }), this.liveText);
    this.live.addEventListener('click', () => actions.goLive());
    this.element = el(
      'div',
      { class: 'transport', role: 'group', 'aria-label': 'Playback' },
      el('div', { class: 'transport-buttons' }, this.back, this.play, this.forward),
      this.scrub,
      el(
        'div',
        { class: 'transport-speed', role: 'group', 'aria-label': 'Speed' },
        this.slower,
        this.speed,
        this.faster,
      ),
    );
  }

  update(state: TransportState): void {
    const label = state.resting ? 'Play again (space)' : state.playing ? 'Pause (space)' : 'Play (space)';
    setIcon(this.playGlyph, state.resting ? 'replay' : state.playing ? 'pause' : 'play');
    if (this.play.title !== label) {
      this.play.title = label;
      this.play.setAttribute('aria-label', label);
    }
    this.back.disabled = state.step <= state.base;
    this.forward.disabled = state.step >= state.end;
    this.slower.disabled = !state.canSlower;
    this.faster.disabled = !state.canFaster;
    setText(this.speed, speedText(state.speed));
    this.updateScrub(state);

    const live = state.lag.kind === 'live' && !state.over;
    this.live.classList.toggle('is-live', live);
    this.live.hidden = state.over && state.lag.kind !== 'episodes';
    setText(this.liveText, lagText(state.lag));
    const title = live ? 'At the newest moment' : 'Go to the newest moment (l)';
    if (this.live.title !== title) this.live.title = title;
  }

  private updateScrub({ base, end, step }: TransportState): void {
    const { scrub, shown } = this;
    if (shown.base === base && shown.end === end && shown.step === step) return;
    this.shown = { base, end, step };
    scrub.min = String(base);
    scrub.max = String(end);
    scrub.value = String(step);
    scrub.disabled = end <= base;
    const done = end > base ? (step - base) / (end - base) : 0;
    scrub.style.setProperty('--done', done.toFixed(4));
    scrub.setAttribute('aria-valuetext', `step ${whole(step)} of ${whole(end)}`);
  }
}

function lagText(lag: Lag): string {
  switch (lag.kind) {
    case 'live':
      return 'Live';
    case 'steps':
      return `${whole(lag.steps)} ${lag.steps === 1 ? 'step' : 'steps'} behind`;
    case 'episodes':
      return `${whole(lag.episodes)} ${lag.episodes === 1 ? 'episode' : 'episodes'} behind`;
    default:
      return lag satisfies never;
  }
}
