/**
 * A player's steps per second over loopback: CartPole-v1 on a server in a process of its own, one client here.
 *
 *   npx tsx bench/server.ts [--seconds 1] [--repetitions 7]
 *
 * Baselines of the same run: the same world stepped in this process, and a bare `ws` echo of messages of the same size, the
 * most that any protocol over that library could reach with one client. Repetitions of all cases are interleaved; the
 * figures are medians, with the lowest and highest beside them. Resets are counted in the time, not as steps.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { WebSocket, WebSocketServer } from 'ws';
import { connect, type RemoteEnv } from '../clients/typescript/index.ts';
import { make, makeVec } from '../envs/index.ts';
import { startServer } from '../server/index.ts';
import { type CodecName, codecOf } from '../server/protocol/codec.ts';

const ENV_ID = 'CartPole-v1';
const BATCH = 64;
/** Worlds stepped with one request under way in each, the default limit of a server. */
const PIPELINED = 16;

interface Ports {
  readonly server: number;
  readonly echo: number;
}

interface Case {
  readonly title: string;
  /** Steps taken in `seconds`. */
  readonly run: (seconds: number) => Promise<number>;
}

if (process.send !== undefined) await serve();
else await main();

/** The other process: a Ludus server and an echo. */
async function serve(): Promise<void> {
  const server = await startServer({ port: 0 });
  const echo = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
  echo.on('connection', (socket) => socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary })));
  await once(echo, 'listening');
  const { port } = echo.address() as { readonly port: number };
  process.send?.({ server: server.port, echo: port } satisfies Ports);
  process.on('disconnect', () => process.exit(0));
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { seconds: { type: 'string', default: '1' }, repetitions: { type: 'string', default: '7' } },
  });
  const seconds = Number(values.seconds);
  const repetitions = Number(values.repetitions);
  const child: ChildProcess = fork(fileURLToPath(import.meta.url), { execArgv: ['--import', 'tsx'] });
  child.once('exit', (code) => {
    console.error(`The server's process ended with ${code}.`);
    process.exit(1);
  });
  const [ports] = (await once(child, 'message')) as [Ports];
  const cases: Case[] = [
    { title: 'in this process, one environment', run: inProcess() },
    { title: `in this process, a batch of ${BATCH}`, run: inProcessBatch() },
    { title: 'echo of bare ws, one message under way', run: await echo(ports.echo, 1) },
    { title: `echo of bare ws, ${PIPELINED} under way`, run: await echo(ports.echo, PIPELINED) },
  ];
  for (const codec of ['msgpack', 'json'] as const) {
    const url = `ws://127.0.0.1:${ports.server}/ws`;
    cases.push(
      { title: `${codec}, one environment`, run: await single(url, codec, 1) },
      { title: `${codec}, ${PIPELINED} environments pipelined`, run: await single(url, codec, PIPELINED) },
      { title: `${codec}, a batch of ${BATCH}`, run: await batch(url, codec) },
    );
  }
  const rates = cases.map(() => [] as number[]);
  for (const { run } of cases) await run(seconds / 4); // warm
  for (let i = 0; i < repetitions; i++) {
    for (const [k, { run }] of cases.entries()) {
      const startedAt = performance.now();
      const steps = await run(seconds);
      rates[k]!.push((steps * 1_000) / (performance.now() - startedAt));
    }
  }
  const machine = cpus();
  console.log(
    `${ENV_ID}, steps per second; Node ${process.versions.node}, ${machine.length} x ${machine[0]?.model.trim() ?? 'unknown'}; ` +
      `median of ${repetitions} x ${seconds} s (lowest - highest)\n`,
  );
  console.log('| case | steps/s | spread |\n|---|---:|---:|');
  for (const [k, { title }] of cases.entries()) {
    const sorted = rates[k]!.sort((a, b) => a - b);
    const [low, middle, high] = [sorted[0]!, sorted[sorted.length >> 1]!, sorted.at(-1)!].map(rounded);
    console.log(`| ${title} | ${middle} | ${low} - ${high} |`);
  }
  child.removeAllListeners('exit');
  child.disconnect();
  process.exit(0);
}

function rounded(rate: number): string {
  return Math.round(rate).toLocaleString('en-US');
}

function inProcess(): Case['run'] {
  const env = make(ENV_ID);
  env.reset({ seed: 0 });
  return async (seconds) => {
    const until = performance.now() + seconds * 1_000;
    let steps = 0;
    while (performance.now() < until) {
      for (let i = 0; i < 1_000; i++, steps++) {
        const [, , terminated, truncated] = env.step(i & 1);
        if (terminated || truncated) env.reset();
      }
    }
    return steps;
  };
}

function inProcessBatch(): Case['run'] {
  const env = makeVec(ENV_ID, { numEnvs: BATCH });
  env.reset({ seed: 0 });
  const actions = Int32Array.from({ length: BATCH }, (_, i) => i & 1);
  return async (seconds) => {
    const until = performance.now() + seconds * 1_000;
    let steps = 0;
    while (performance.now() < until) for (let i = 0; i < 100; i++, steps += BATCH) env.step(actions);
    return steps;
  };
}

/** Messages as long as the mean of a step's request and reply in MessagePack. */
async function echo(port: number, underWay: number): Promise<Case['run']> {
  const codec = codecOf('msgpack');
  const request = codec.encode({ type: 'step', world: 1, action: 1, id: 10_000 });
  const obs = new Uint8Array(16);
  const reply = codec.encode({ type: 'step', id: 1, obs, reward: 1, terminated: false, truncated: false, info: {} });
  const frame = new Uint8Array(Math.round((request.length + reply.length) / 2));
  const socket = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false });
  await once(socket, 'open');
  return (seconds) =>
    new Promise((resolve) => {
      const until = performance.now() + seconds * 1_000;
      let answered = 0;
      let waiting = underWay;
      socket.removeAllListeners('message');
      socket.on('message', () => {
        answered++;
        if (performance.now() < until) socket.send(frame);
        else if (--waiting === 0) resolve(answered);
      });
      for (let i = 0; i < underWay; i++) socket.send(frame);
    });
}

async function single(url: string, codec: CodecName, worlds: number): Promise<Case['run']> {
  const client = await connect(url, { codec });
  const envs: RemoteEnv<Float32Array, number>[] = [];
  for (let i = 0; i < worlds; i++) {
    const env = await client.make(ENV_ID);
    await env.reset({ seed: i });
    envs.push(env);
  }
  const play = async (env: RemoteEnv<Float32Array, number>, until: number): Promise<number> => {
    let steps = 0;
    while (performance.now() < until) {
      const [, , terminated, truncated] = await env.step(steps++ & 1);
      if (terminated || truncated) await env.reset();
    }
    return steps;
  };
  return async (seconds) => {
    const until = performance.now() + seconds * 1_000;
    const counts = await Promise.all(envs.map((env) => play(env, until)));
    return counts.reduce((sum, count) => sum + count, 0);
  };
}

async function batch(url: string, codec: CodecName): Promise<Case['run']> {
  const client = await connect(url, { codec });
  const env = await client.make(ENV_ID, { numEnvs: BATCH });
  await env.reset({ seed: 0 });
  const actions = Int32Array.from({ length: BATCH }, (_, i) => i & 1);
  return async (seconds) => {
    const until = performance.now() + seconds * 1_000;
    let steps = 0;
    for (; performance.now() < until; steps += BATCH) await env.step(actions);
    return steps;
  };
}
