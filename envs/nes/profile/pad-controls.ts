/** How a person plays a world made of a profile: the keys that emulators have for the console's pad. */
import type { Controls, KeyBinding } from '../../core/controls.ts';
import { BUTTON } from '../core/engine.ts';
import type { Profile } from './profile.ts';

/** `KeyboardEvent.key`, lower case, of each button. */
const KEY_OF_BUTTON: ReadonlyMap<number, string> = new Map([
  [BUTTON.up, 'ArrowUp'],
  [BUTTON.down, 'ArrowDown'],
  [BUTTON.left, 'ArrowLeft'],
  [BUTTON.right, 'ArrowRight'],
  [BUTTON.a, 'x'],
  [BUTTON.b, 'z'],
  [BUTTON.start, 'Enter'],
  [BUTTON.select, 'c'],
]);
const MOST_DIGITS = 10;

/**
 * An action of one button has that button's key; one of several, or a second one of the same, the digit of its place; one of none is
 * what happens while no key is held, or where there is no such action the first.
 */
export function padControls({ pads, actionNames }: Pick<Profile, 'pads' | 'actionNames'>): Controls {
  const taken = new Set<string>();
  const keys: KeyBinding[] = [];
  for (const [action, pad] of pads.entries()) {
    if (pad === 0) continue;
    const ofButton = KEY_OF_BUTTON.get(pad);
    const digit = action < MOST_DIGITS ? String(action) : undefined;
    const key = ofButton !== undefined && !taken.has(ofButton) ? ofButton : digit;
    if (key === undefined) continue; // out of keys
    taken.add(key);
    keys.push({ key, label: actionNames[action]!, action });
  }
  return { keys, idle: [Math.max(0, pads.indexOf(0))] };
}
