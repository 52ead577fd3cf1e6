/**
 * The page while a person plays: the stage, the keys, the numbers, a new episode, the replay to keep.
 *
 * Real-time worlds take a step each 1 / fps seconds, with the key held or the world's idle action; boards take one for each press. A pause
 * (the window loses the focus) holds the world, which knows no time of its own.
 */
import { Connection } from '../net/connection.ts';
import { Stage } from '../stage/stage.ts';
import { el, icon, setText } from '../ui/dom.ts';
import { Facts } from '../ui/facts.ts';
import { Game, type Seat } from './game.ts';
import { HeldKeys } from './held-keys.ts';
import type { PlayRoute } from './route.ts';
import { downloadReplay } from './save-replay.ts';
import { TouchPad } from './touch-pad.ts';

/** Steps that are caught up with at most after a hitch; beyond, time is given up. */
const MAX_STEPS_BEHIND = 2;
/** Keys of the page that stay its own while playing. */
const PAGE_KEYS: readonly string[] = ['t', '?', 'Tab', 'Escape'];
const RESTART_KEY = 'r';
const PAUSE_KEY = 'p';
/** The other hand's arrows, where a world has no use of its own for the letter. */
const ARROW_OF_LETTER: Readonly<Record<string, string>> = {
  w: 'ArrowUp',
  a: 'ArrowLeft',
  s: 'ArrowDown',
  d: 'ArrowRight',
};
/** A step that is due so few milliseconds after a frame is taken with it: frames come when the screen wants them. */
const EARLY_MS = 4;
/** Presses ahead of a slow connection that are kept. */
const MAX_PRESSES = 4;

export class PlayView {
  private readonly parent: HTMLElement;
  private readonly element: HTMLElement;
  private readonly title = el('h1', { id: 'play-title' });
  private readonly subtitle = el('p', { class: 'subtitle' });
  private readonly stageBox = el('div', { class: 'stage', role: 'img' });
  private readonly note = el('p', { class: 'play-note', role: 'status' });
  private readonly facts = new Facts();
  private readonly held = new HeldKeys();
  private readonly pad = new TouchPad({ press: (key) => this.press(key), release: (key) => this.release(key) });
  private readonly save: HTMLButtonElement;
  private readonly hold: HTMLButtonElement;
  private stage: Stage | null = null;
  private connection: Connection | null = null;
  private game: Game | null = null;
  /** The game whose keys are shown. */
  private shown: Game | null = null;
  private due = 0;
  /** Of a world that waits for its player: keys pressed and not yet played. */
  private readonly presses: string[] = [];
  private running = false;

  /** @param parent takes the view up while a game is open */
  constructor(parent: HTMLElement) {
    this.parent = parent;
    const again = textButton('replay', 'New episode', RESTART_KEY, () => this.restart());
    this.hold = textButton('pause', 'Pause', PAUSE_KEY, () => this.togglePause());
    this.save = textButton('download', 'Save replay', null, () => this.saveReplay());
    this.element = el(
      'main',
      { class: 'play', 'aria-labelledby': 'play-title' },
      el(
        'header',
        { class: 'theatre-head' },
        el('div', {}, this.title, this.subtitle),
        el('a', { class: 'text-button', href: '#/' }, 'Leave'),
      ),
      el('div', { class: 'stage-frame' }, this.stageBox),
      this.note,
      this.pad.element,
      this.facts.element,
      el('div', { class: 'play-buttons' }, again, this.hold, this.save),
    );
    addEventListener('keydown', (event) => this.keyDown(event), { capture: true });
    addEventListener('keyup', (event) => this.release(this.meant(keyOf(event))));
    addEventListener('blur', () => this.pause());
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'hidden') this.pause();
    });
  }

  /** Begins a game; one that runs is given up. */
  open(route: PlayRoute, token: string | null): void {
    this.close();
    this.parent.append(this.element);
    this.stage?.themeChanged(); // the theme may have changed while it was off the page
    this.running = true;
    setText(this.title, route.envId);
    setText(this.subtitle, 'You play');
    this.stageBox.setAttribute('aria-label', `The episode of ${route.envId} that you play`);
    this.facts.clear();
    this.pad.show([]);
    const connection = new Connection(
      token,
      {
        state: (state) => {
          if (state.kind === 'open') this.game?.open();
          else if (state.kind === 'refused' || state.kind === 'incompatible') this.game?.fail(state.message);
          else if (state.kind === 'waiting') this.lost(route, connection);
        },
        event: () => undefined, // a player is sent no events
        error: ({ message }) => this.game?.fail(message),
      },
      'player',
    );
    this.connection = connection;
    this.game = new Game(connection, route);
    connection.connect();
    if (this.stage === null) {
      Stage.create(this.stageBox).then(
        (stage) => {
          this.stage = stage;
        },
        (error: unknown) => this.game?.fail(`This browser cannot draw the episode: ${String(error)}`),
      );
    }
    requestAnimationFrame((now) => this.frame(now));
  }

  /** Ends the game; the server frees its world with the connection. */
  close(): void {
    this.running = false;
    this.element.remove();
    this.connection?.close();
    this.connection = null;
    this.game = null;
    this.held.clear();
    this.presses.length = 0;
    this.stage?.clear();
  }

  themeChanged(): void {
    this.stage?.themeChanged();
  }

  /** The world went with the connection: the next one begins a new game. */
  private lost(route: PlayRoute, connection: Connection): void {
    if (this.connection !== connection) return;
    this.game = new Game(connection, route, this.game?.seatKey ?? null);
    this.game.failure = 'The connection is lost. A new game begins when it is back.';
  }

  private frame(now: number): void {
    const { game } = this;
    if (!this.running || game === null) return;
    if (game.controls?.idle && game.phase === 'playing') {
      const period = 1000 / game.renderFps;
      this.due = Math.max(this.due, now - MAX_STEPS_BEHIND * period);
      if (now >= this.due - EARLY_MS && !game.waiting) {
        this.due += period;
        game.step(this.held.take());
      }
    } else {
      this.due = now;
      if (!game.waiting && this.presses.length > 0) game.step(this.presses.shift()!);
    }
    this.draw(game);
    requestAnimationFrame((next) => this.frame(next));
  }

  private draw(game: Game): void {
    if (game.controls !== null && this.shown !== game) {
      this.shown = game;
      this.pad.show(game.controls.keys);
      this.hold.hidden = game.controls.idle === null;
      this.save.hidden = game.seat !== null;
      if (game.seat !== null) setText(this.subtitle, seatText(game.seat));
    }
    if (game.scene !== null) this.stage?.draw(game.scene, null, 0);
    setText(this.note, noteOf(game));
    this.save.disabled = game.steps === 0;
    if (game.episode === 0) return;
    const { outcome } = game;
    this.facts.update({
      episode: game.episode,
      step: game.steps,
      of: outcome?.length ?? game.spec?.maxEpisodeSteps ?? null,
      return: game.return,
      outcome: outcome === null ? 'running' : outcome.terminated ? 'terminated' : 'truncated',
    });
  }

  private keyDown(event: KeyboardEvent): void {
    if (!this.running || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.querySelector('dialog[open]') !== null) return;
    const key = this.meant(keyOf(event));
    const bound = this.game?.controls?.keys.some((binding) => binding.key === key) === true;
    const onButton = event.target instanceof HTMLElement && event.target.matches('button, a, input');
    if (onButton && (key === ' ' || key === 'Enter')) return; // presses the button
    if (key === RESTART_KEY || (key === 'Enter' && this.game?.phase === 'over')) {
      event.preventDefault();
      this.restart();
    } else if (bound) {
      event.preventDefault();
      if (!event.repeat) this.press(key);
    } else if (key === PAUSE_KEY && this.game?.controls?.idle) {
      if (!event.repeat) this.togglePause();
    } else if (PAGE_KEYS.includes(key)) {
      return;
    }
    event.stopPropagation(); // the shortcuts of the page behind are not meant
  }

  private press(key: string): void {
    const { game } = this;
    if (game === null || game.phase === 'over') return;
    this.pad.mark(key, true);
    game.begins();
    if (game.controls?.idle !== null) this.held.press(key);
    else if (this.presses.length < MAX_PRESSES) this.presses.push(key);
  }

  private release(key: string): void {
    this.pad.mark(key, false);
    this.held.release(key);
  }

  /** The key of the world that a letter stands for. */
  private meant(key: string): string {
    const arrow = ARROW_OF_LETTER[key];
    const keys = this.game?.controls?.keys ?? [];
    if (arrow === undefined || keys.some((binding) => binding.key === key)) return key;
    return arrow;
  }

  private togglePause(): void {
    if (this.game?.phase === 'playing') this.pause();
    else this.game?.begins();
  }

  private pause(): void {
    this.held.clear();
    if (this.game?.controls?.idle) this.game.pause();
  }

  private restart(): void {
    this.held.clear();
    this.presses.length = 0;
    this.game?.restart();
  }

  private saveReplay(): void {
    const replay = this.game?.replay;
    if (this.game && replay) downloadReplay(replay, this.game.replayName);
  }
}

function noteOf(game: Game): string {
  switch (game.phase) {
    case 'opening':
      return game.failure || 'Making the world';
    case 'gathering':
      return 'Waiting for the others: the game begins when every seat is taken and wants to play';
    case 'ready':
      return game.steps === 0 ? 'Press a key to begin' : 'Paused: press a key to go on';
    case 'playing':
      return game.controls?.idle === null ? 'Your turn' : 'Playing';
    case 'over':
      if (game.abandoned !== null)
        return `The player on the ${game.abandoned} seat has given up. Enter asks for another game.`;
      if (game.seat !== null) return `${verdictOf(game.return)} Enter asks for another game.`;
      return `The episode is over after ${game.steps} steps. Enter begins another.`;
    case 'failed':
      return game.failure;
    default:
      return game.phase satisfies never;
  }
}

function verdictOf(gain: number): string {
  return gain > 0 ? `You win by ${gain}.` : gain < 0 ? `You lose by ${-gain}.` : 'A draw.';
}

function seatText({ name, others }: Seat): string {
  const against = others.map((other) => other ?? 'whoever comes').join(' and ');
  return `You play the ${name} seat against ${against}`;
}

/** Letters in lower case, so that Shift and Caps Lock do not matter. */
function keyOf({ key }: KeyboardEvent): string {
  return key.length === 1 ? key.toLowerCase() : key;
}

function textButton(
  name: Parameters<typeof icon>[0],
  label: string,
  key: string | null,
  onClick: () => void,
): HTMLButtonElement {
  const cap = key === null ? [] : [el('kbd', {}, key)];
  const button = el('button', { type: 'button', class: 'text-button' }, icon(name), el('span', {}, label), ...cap);
  button.addEventListener('click', onClick);
  return button;
}
