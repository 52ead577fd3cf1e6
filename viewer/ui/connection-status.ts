/**
 * Says how the connection is: a quiet word in the header while it is well, a banner with the time of the next attempt when
 * it is lost, a field for the token where the server asks for one. Announced to screen readers (`aria-live`), once per
 * change and not once per second of the countdown.
 */
import type { ConnectionState } from '../net/connection.ts';
import { el, setText } from './dom.ts';

export interface ConnectionActions {
  retry(): void;
  useToken(token: string): void;
}

export class ConnectionStatus {
  /** For the header. */
  readonly badge: HTMLElement;
  /** For the top of the page. */
  readonly banner: HTMLElement;
  private readonly word = el('span', { role: 'status', 'aria-live': 'polite' });
  private readonly message = el('p', { role: 'alert' });
  private readonly countdown = el('span', { class: 'countdown', 'aria-hidden': 'true' });
  private readonly retry = el('button', { type: 'button', class: 'text-button' }, 'Try now');
  private readonly form: HTMLFormElement;
  private state: ConnectionState = { kind: 'connecting' };

  constructor(actions: ConnectionActions) {
    this.badge = el(
      'div',
      { class: 'badge', 'data-connection': 'connecting' },
      el('span', { class: 'dot' }),
      this.word,
    );
    const input = el('input', { type: 'password', name: 'token', autocomplete: 'off', 'aria-label': 'Token' });
    this.form = el('form', {}, input, el('button', { type: 'submit', class: 'text-button' }, 'Connect'));
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (input.value.trim() !== '') actions.useToken(input.value.trim());
    });
    this.retry.addEventListener('click', () => actions.retry());
    this.banner = el('div', { class: 'banner', hidden: true }, this.message, this.countdown, this.retry, this.form);
    this.update(this.state);
  }

  update(state: ConnectionState): void {
    this.state = state;
    this.badge.dataset.connection = state.kind;
    setText(this.word, WORDS[state.kind]);
    // While an attempt is under way after a loss, the banner stays as it is: it would flicker otherwise.
    if (state.kind === 'connecting' && !this.banner.hidden) return;
    this.banner.hidden = state.kind === 'open' || state.kind === 'connecting';
    this.retry.hidden = state.kind !== 'waiting';
    this.countdown.hidden = state.kind !== 'waiting';
    this.form.hidden = state.kind !== 'refused';
    if (state.kind === 'waiting') {
      setText(
        this.message,
        state.wasOpen
          ? 'Connection lost. The page reconnects by itself.'
          : 'The server does not answer. The page keeps trying.',
      );
    } else if (state.kind === 'refused') {
      setText(this.message, `${state.message} Paste the token that the server printed at its start.`);
    } else if (state.kind === 'incompatible') setText(this.message, state.message);
  }

  /** Called once a frame; `now` in milliseconds since the epoch. */
  tick(now: number): void {
    if (this.state.kind !== 'waiting') return;
    const seconds = Math.max(0, Math.ceil((this.state.retryAt - now) / 1000));
    setText(this.countdown, seconds === 0 ? 'Trying now' : `Next attempt in ${seconds} s`);
  }
}

const WORDS: Readonly<Record<ConnectionState['kind'], string>> = {
  connecting: 'Connecting',
  open: 'Connected',
  waiting: 'Disconnected',
  refused: 'Token needed',
  incompatible: 'Incompatible',
};
