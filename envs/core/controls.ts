/**
 * How a person plays a world: which key takes which action, and what happens while none is held.
 *
 * A world may say so where it is registered (`controls`). Most need not: keys follow from the names of the actions (`left` is the left
 * arrow) or, for one number in a range, from its ends; whether the world waits for a key follows from its frame rate.
 */
import { Box } from '../spaces/box.ts';
import { Discrete } from '../spaces/discrete.ts';
import type { Space } from '../spaces/space.ts';
import { createZeroValue } from '../spaces/zero-value.ts';

export interface KeyBinding {
  /** `KeyboardEvent.key`: `ArrowLeft`, `a`, ` `. Lower case. */
  readonly key: string;
  /** What it does, for display. */
  readonly label: string;
  /** As `actionSpace.valueToJSON` gives it. */
  readonly action: unknown;
}

export interface Controls {
  readonly keys: readonly KeyBinding[];
  /**
   * Real time: the actions taken in turn while no key is held (CartPole has no "nothing", so left and right alternate, which cancels). Null:
   * turn by turn, the world waits for a key.
   */
  readonly idle: readonly unknown[] | null;
}

/** What the choice depends on. */
export interface Playable {
  readonly actionSpace: Space;
  readonly actionNames: readonly string[] | null;
  readonly renderFps: number;
}

/** Frames a second up to which a world is a board, that waits for its player: grids and tables have 4 to 10, physics 15 and more. */
const BOARD_FPS = 10;

/** The first word that an action's name has in common with this table gives its key. */
const KEY_OF_WORD: Readonly<Record<string, string>> = {
  left: 'ArrowLeft',
  west: 'ArrowLeft',
  right: 'ArrowRight',
  east: 'ArrowRight',
  up: 'ArrowUp',
  north: 'ArrowUp',
  forward: 'ArrowUp',
  main: 'ArrowUp',
  down: 'ArrowDown',
  south: 'ArrowDown',
  toggle: ' ',
  fire: ' ',
  pickup: 'p',
  drop: 'd',
  dropoff: 'd',
  hit: 'h',
  stick: 's',
  done: 'Enter',
};
const IDLE_WORDS: readonly string[] = ['none', 'nothing', 'noop', 'idle', 'coast'];

/** Null for a space that a few keys cannot play: more numbers than one, texts, dictionaries. */
export function controlsFor({ actionSpace, actionNames, renderFps }: Playable): Controls | null {
  const realTime = renderFps > BOARD_FPS;
  if (actionSpace instanceof Discrete) {
    const actions = Array.from({ length: actionSpace.n }, (_, i) => actionSpace.start + i);
    const names = actions.map((action, i) => actionNames?.[i] ?? String(action));
    const keys = discreteKeys(actions, names, realTime);
    const nothing = names.findIndex(isIdle);
    const resting = nothing >= 0 ? [actions[nothing]!] : actions.length === 2 ? actions : [actions[0]!];
    return keys.length === 0 ? null : { keys, idle: realTime ? resting : null };
  }
  if (actionSpace instanceof Box && actionSpace.low.length === 1) {
    const low = Number(actionSpace.low[0]);
    const high = Number(actionSpace.high[0]);
    if (!Number.isFinite(low) || !Number.isFinite(high)) return null;
    const keys = [
      { key: 'ArrowLeft', label: `${low}`, action: [low] },
      { key: 'ArrowRight', label: `${high}`, action: [high] },
    ];
    return { keys, idle: realTime ? [[Math.min(Math.max(0, low), high)]] : null };
  }
  return null;
}

/** What a seat does whose player does nothing: the action named for it, else the space's value nearest to nothing. */
export function idleAction({ actionSpace, actionNames }: Pick<Playable, 'actionSpace' | 'actionNames'>): unknown {
  const nothing = actionNames?.findIndex(isIdle) ?? -1;
  if (actionSpace instanceof Discrete && nothing >= 0 && nothing < actionSpace.n) return actionSpace.start + nothing;
  return createZeroValue(actionSpace);
}

/** Named keys where a name has one that is free, else the digit of the action's place; none for doing nothing in real time. */
function discreteKeys(actions: readonly number[], names: readonly string[], realTime: boolean): KeyBinding[] {
  const taken = new Set<string>();
  const keys: KeyBinding[] = [];
  for (const [i, action] of actions.entries()) {
    const name = names[i]!;
    if (realTime && isIdle(name)) continue;
    const word = wordsOf(name).find((candidate) => Object.hasOwn(KEY_OF_WORD, candidate));
    const named = word === undefined ? undefined : KEY_OF_WORD[word];
    const key = named !== undefined && !taken.has(named) ? named : i < 10 ? String(i) : undefined;
    if (key === undefined) continue; // out of keys: the action is on its button only
    taken.add(key);
    keys.push({ key, label: name, action });
  }
  return keys;
}

function isIdle(name: string): boolean {
  return wordsOf(name).some((word) => IDLE_WORDS.includes(word));
}

function wordsOf(name: string): string[] {
  return name.toLowerCase().split(/[^a-z]+/);
}
