import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ludus, scratchFolder, start } from './command.ts';

const short = ['--device', 'cpu', '--eval-episodes', '2'];

describe('ludus train', () => {
  test('trains headless, saves a run under runs/, evaluates, and exits 0', async () => {
    const cwd = scratchFolder();
    const { status, stdout, stderr } = await ludus(
      ['train', 'CartPole-v1', '--agent', 'ppo', '--seed', '1', '--steps', '2048', ...short],
      { cwd },
    );
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(stdout).toMatch(/training {3}ppo on CartPole-v1, seed 1, 2,048 steps/);
    expect(stdout).toMatch(/budget spent after 2,048 steps/);
    expect(stdout).toMatch(/evaluated {2}2 greedy episodes: return \d+\.\d ± \d+\.\d/);
    const [run] = readdirSync(join(cwd, 'runs'));
    const files = readdirSync(join(cwd, 'runs', run!));
    expect(files).toEqual(expect.arrayContaining(['checkpoint.ludus', 'config.json', 'metrics.jsonl', 'result.json']));
  });

  test('prints plain lines, without control characters, where the output is no terminal', async () => {
    const { stdout } = await ludus(['train', 'CartPole-v1', '--agent', 'random', '--steps', '2000', ...short], {
      cwd: scratchFolder(),
    });
    expect(stdout).toMatch(/^step [\d,]+\/2,000 \| episode \d+ \| return \d+\.\d .*steps\/s \| left /m);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: their absence is what is tested
    expect(stdout).not.toMatch(/[\u001b\r]/);
  });

  test.each(['dqn', 'ppo', 'reinforce'])(
    'gives the same curve to the last digit for the same seed: %s',
    async (agent) => {
      const cwd = scratchFolder();
      const curve = async (out: string, seed: string) => {
        const args = [
          'train',
          'CartPole-v1',
          '--agent',
          agent,
          '--seed',
          seed,
          '--steps',
          '3000',
          '--out',
          out,
          ...short,
        ];
        expect((await ludus(args, { cwd })).status).toBe(0);
        return readFileSync(join(cwd, out, 'metrics.jsonl'), 'utf8');
      };
      const first = await curve('a', '7');
      expect(first.trim().split('\n').length).toBeGreaterThan(1);
      expect(await curve('b', '7')).toBe(first);
      expect(await curve('c', '8')).not.toBe(first);
    },
  );

  test('takes its settings from a file, options winning over it', async () => {
    const cwd = scratchFolder();
    writeFileSync(
      join(cwd, 'settings.json'),
      JSON.stringify({ env: 'CartPole-v1', agent: 'dqn', seed: 3, steps: 500, hyperparameters: { batchSize: 16 } }),
    );
    const args = [
      'train',
      '--config',
      'settings.json',
      '--seed',
      '4',
      '--set',
      'learningRate=0.01',
      '--out',
      'run',
      ...short,
    ];
    const { status, stderr } = await ludus(args, { cwd });
    expect(stderr).toBe('');
    expect(status).toBe(0);
    const config = JSON.parse(readFileSync(join(cwd, 'run/config.json'), 'utf8'));
    expect(config).toMatchObject({ agent: 'dqn', seed: 4, steps: 500 });
    expect(config.hyperparameters).toMatchObject({ batchSize: 16, learningRate: 0.01 });
  });

  test("takes a world's arguments in Gymnasium's spelling", async () => {
    const cwd = scratchFolder();
    const args = ['train', 'FrozenLake-v1', '--agent', 'random', '--steps', '300', '--env-kwargs', 'is_slippery=False'];
    expect((await ludus([...args, '--out', 'run', ...short], { cwd })).status).toBe(0);
    const config = JSON.parse(readFileSync(join(cwd, 'run/config.json'), 'utf8'));
    expect(Object.values(config.kwargs)).toEqual([false]);
  });

  test('saves and exits 0 on Ctrl-C, and goes on from there with --resume', async () => {
    const cwd = scratchFolder();
    const run = start(
      ['train', 'CartPole-v1', '--agent', 'dqn', '--steps', '1000000', '--no-stop', '--out', 'run', ...short],
      { cwd },
    );
    await run.until(/^step /m);
    run.child.kill('SIGINT');
    run.child.kill('SIGINT'); // as under `npm start`: the terminal's signal and npm's copy of it
    const { status, stdout, stderr } = await run.finished;
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(stdout).toMatch(/stopped {4}after/);
    expect(existsSync(join(cwd, 'run/checkpoint.ludus'))).toBe(true);

    const { step } = JSON.parse(readFileSync(join(cwd, 'run/result.json'), 'utf8'));
    const resumed = await ludus(['train', '--resume', 'run', '--steps', String(step + 500), ...short], { cwd });
    expect(resumed.stderr).toBe('');
    expect(resumed.status).toBe(0);
    expect(resumed.stdout).toContain('(from step ');
    expect(resumed.stdout).toContain(`after ${(step + 500).toLocaleString('en-US')} steps`);
  });

  test.each([
    { given: ['train', 'CartPoel-v1'], says: /CartPole-v1/ },
    { given: ['train', 'CartPole-v1', '--agent', 'dqm'], says: /dqn/ },
    { given: ['train', 'CartPole-v1', '--agent', 'ppo', '--set', 'learningrat=1'], says: /learningRate/ },
    { given: ['train', 'CartPole-v1', '--agent', 'ppo', '--set', 'learningRate=fast'], says: /learningRate/ },
    { given: ['train', 'FrozenLake-v1', '--env-kwargs', 'slippery=false'], says: /isSlippery/ },
    { given: ['train'], says: /ludus envs/ },
    { given: ['train', '--config', 'absent.json'], says: /absent\.json/ },
    { given: ['train', '--resume', 'absent'], says: /absent/ },
    { given: ['train', 'CartPole-v1', '--resume', 'absent'], says: /new run/ },
    { given: ['train', 'CartPole-v1', '--publish', 'ws://127.0.0.1:1'], says: /127\.0\.0\.1:1/ },
  ])('fails with one clear line and exit status 1: ludus $given', async ({ given, says }) => {
    const { status, stderr } = await ludus(given, { cwd: scratchFolder() });
    expect(stderr).toMatch(says);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toMatch(/^ludus: /);
    expect(status).toBe(1);
  });
});
