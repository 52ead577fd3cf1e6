/** `ludus play`: a server, and the address at which a person plays a world in the browser. */
import { Command } from 'commander';
import { make } from '../../envs/index.ts';
import { failing } from '../errors.ts';
import { keyValue, wholeNumber } from '../options.ts';
import { addServerOptions, type ServerOptions, startFromOptions } from '../server-options.ts';
import { abortOnInterrupt } from '../shutdown.ts';

interface PlayOptions extends ServerOptions {
  readonly seed?: number;
  readonly envKwargs?: Record<string, unknown>;
}

export function playCommand(): Command {
  const command = new Command('play')
    .description('play a world yourself, in the browser, by keyboard or touch')
    .argument('<env>', 'id of the world, e.g. CartPole-v1 (`ludus envs` lists them)')
    .option('-s, --seed <n>', 'the seed of the first episode (default: fresh entropy)', wholeNumber(0))
    .option(
      '--env-kwargs <key=value>',
      'an argument of the world, repeatable, e.g. --env-kwargs is_slippery=false',
      keyValue,
    )
    .action(failing(play));
  return addServerOptions(command);
}

async function play(env: string, options: PlayOptions): Promise<void> {
  const { seed, envKwargs: kwargs = {} } = options;
  make(env, kwargs).close(); // a wrong id or argument is told here, not in the browser
  const signal = abortOnInterrupt();
  const server = await startFromOptions(options);
  console.log(`play       ${server.url}/${addressOf(env, kwargs, seed)}`);
  console.log('Ctrl-C ends');
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  await server.close();
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
function addressOf(env: string, kwargs: Readonly<Record<string, unknown>>, seed: number | undefined): string {
  const query = new URLSearchParams(seed === undefined ? {} : { seed: String(seed) });
  for (const [key, value] of Object.entries(kwargs)) {
    query.set(key, typeof value === 'string' && !isJson(value) ? value : JSON.stringify(value));
  }
  return `#/play/${encodeURIComponent(env)}${query.size === 0 ? '' : `?${query}`}`;
}
