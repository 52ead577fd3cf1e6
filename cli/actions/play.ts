/**
 * `ludus play`: a server, and the address at which a person plays a world in the browser: alone, against a trained agent (`--opponent`),
 * or, where a world has seats, against whoever takes the others.
 */
import { randomBytes } from 'node:crypto';
import { make } from '../../envs/index.ts';
import type { PlayOptions } from '../commands/play.ts';
import { everyFrame } from '../play/every-frame.ts';
import { seatOpponent } from '../play/opponent.ts';
import { isProfilePath, nameProfile } from '../profile.ts';
import { startFromOptions } from '../server-options.ts';
import { abortOnInterrupt } from '../shutdown.ts';

/** What the page takes as text whatever it looks like (`viewer/play/route.ts`); all else it reads as JSON where it is JSON. */
const NAMES: ReadonlySet<string> = new Set(['match', 'seat']);

/** Bytes of a match's name. */
const NAME_BYTES = 4;

export async function play(world: string, options: PlayOptions): Promise<void> {
  const env = isProfilePath(world) ? await nameProfile(world, 'play') : world;
  const { envKwargs: given = {}, seed, opponent: run } = options;
  const { seats } = metadataOf(env, given); // a wrong id or argument is told here, not in the browser
  if (seats === undefined) {
    for (const name of ['opponent', 'seat'] as const) {
      if (options[name] === undefined) continue;
      throw new RangeError(
        `Cannot play ${world} with --${name}: it is a world of one player. Leave it out, or play one with seats, such as PongDuel-v0.`,
      );
    }
  }
  const mine = seats === undefined ? null : seatOf(env, seats, options.seat);
  const signal = abortOnInterrupt();
  const opponent = run === undefined ? null : await seatOpponent(run, env, given, options.device);
  try {
    const server = await startFromOptions(options);
    try {
      const kwargs = everyFrame(env, opponent?.kwargs ?? given);
      const link = (query: Readonly<Record<string, unknown>>) => `${server.url}/${addressOf(env, query)}`;
      const start = seed === undefined ? {} : { seed };
      if (seats === undefined || mine === null) {
        console.log(`play       ${link({ ...start, ...kwargs })}`);
      } else {
        const match = randomBytes(NAME_BYTES).toString('hex');
        const others = seats.filter((seat) => seat !== mine);
        if (opponent === null) {
          for (const seat of [mine, ...others]) {
            console.log(`${seat.padEnd(10)} ${link({ ...start, ...kwargs, match, seat })}`);
          }
          console.log(`or join    match ${match} from a program (docs/protocol.md, examples/remote-player.ts)`);
        } else {
          const token = options.token ?? process.env.LUDUS_TOKEN;
          await opponent.sit(server.url, { match, kwargs, seats: others, token });
          console.log(`play       ${link({ ...start, match, seat: mine })}`);
          console.log(`opponent   ${opponent.name}, ${others.join(' and ')}`);
          console.log('Ctrl-C ends');
          await opponent.play(signal); // ends early only by failing
          return;
        }
      }
      console.log('Ctrl-C ends');
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    } finally {
      await server.close();
    }
  } finally {
    opponent?.dispose();
  }
}

function metadataOf(env: string, kwargs: Readonly<Record<string, unknown>>) {
  const world = make(env, kwargs);
  world.close();
  return world.metadata;
}

function seatOf(env: string, seats: readonly string[], wanted: string | undefined): string {
  const seat = wanted ?? seats.at(-1)!;
  if (seats.includes(seat)) return seat;
  throw new RangeError(`Cannot play ${env}: --seat is one of ${seats.join(', ')}, got "${seat}". Give one of them.`);
}

/** Whether the page would read the text as something else than a text. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** What the page reads: viewer/play/route.ts. */
export function addressOf(env: string, values: Readonly<Record<string, unknown>>): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(values)) {
    const isText = typeof value === 'string' && (NAMES.has(key) || !isJson(value));
    query.set(key, isText ? value : JSON.stringify(value));
  }
  return `#/play/${encodeURIComponent(env)}${query.size === 0 ? '' : `?${query}`}`;
}
