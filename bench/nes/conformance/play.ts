/** How consoles are played while they are compared: buttons at random, and, for our Pong, games of every kind. */
import type { Generator } from '../../../envs/core/seeding/generator.ts';
import { npRandom } from '../../../envs/core/seeding/np-random.ts';
import { BUTTON } from '../../../envs/nes/core/engine.ts';
import { ADDRESS, COMMAND_START, DIFFICULTIES, SEEDS } from '../../../envs/nes/pong/addresses.ts';
import type { Both } from '../../../test/envs/nes/core/lock-step.ts';

/** Called before each frame. */
export type Play = (frame: number, both: Both) => void;

/** How often a button is held. Start and select seldom: most games pause. */
const CHANCES: readonly (readonly [button: number, chance: number])[] = [
  [BUTTON.a, 0.3],
  [BUTTON.b, 0.3],
  [BUTTON.select, 0.02],
  [BUTTON.start, 0.06],
  [BUTTON.up, 0.3],
  [BUTTON.down, 0.3],
  [BUTTON.left, 0.3],
  [BUTTON.right, 0.3],
];
const MOST_HELD = 16; // frames

/** Both pads at random, anew after 1 to 16 frames. */
export function randomButtons(seed: number): Play {
  const [generator] = npRandom(seed);
  let until = 0;
  return (frame, both) => {
    if (frame < until) return;
    until = frame + 1 + generator.integers(MOST_HELD);
    both.setPads(padOf(generator), padOf(generator));
  };
}

function padOf(generator: Generator): number {
  return CHANCES.reduce((pad, [button, chance]) => (generator.random() < chance ? pad | button : pad), 0);
}

const TITLE_FRAMES = 30;
const MOST_POINTS = 99;

/** A game of Pong of each difficulty for one and for two players, each with a seed of its own. */
export function pongGames(seed: number): { readonly name: string; readonly play: Play }[] {
  return [1, 2].flatMap((players) =>
    DIFFICULTIES.map((difficulty, level) => {
      const [generator] = npRandom(seed + 10 * players + level);
      const buttons = randomButtons(seed + 100 + 10 * players + level);
      const pokes: readonly (readonly [number, number])[] = [
        [ADDRESS.players, players],
        [ADDRESS.level, level],
        [ADDRESS.points, MOST_POINTS],
        ...[0, 1, 2].map((byte) => [ADDRESS.seed + byte, generator.integers(SEEDS) & 0xff] as const),
        [ADDRESS.command, COMMAND_START],
      ];
      const play: Play = (frame, both) => {
        if (frame === TITLE_FRAMES) for (const [address, value] of pokes) both.poke(address, value);
        if (frame > TITLE_FRAMES) buttons(frame, both);
      };
      return { name: `Pong, ${difficulty}, ${players} player${players === 1 ? '' : 's'}`, play };
    }),
  );
}
