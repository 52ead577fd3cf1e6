/** The commands around worlds: check, replay, watch, play, and videos of evaluations. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { make, RecordReplay, saveReplay } from '../../envs/index.ts';
import { RawClient } from '../server/raw-client.ts';
import { ludus, scratchFolder, start } from './command.ts';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** A folder inside the checkout, where `ludus/envs` and `tsx` resolve as they do in a user's project. */
function projectFolder(): string {
  mkdirSync(join(root, 'test-results'), { recursive: true });
  const folder = mkdtempSync(join(root, 'test-results/project-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const coin = (step: string) => `
import { Discrete, World } from 'ludus/envs';
export default class Coin extends World {
  observationSpace = new Discrete(2);
  actionSpace = new Discrete(2);
  metadata = { renderModes: [], renderFps: 1 };
  begin() { return [0, {}]; }
  step(action) {
    if (this.phase !== 'running' || !this.actionSpace.contains(action)) throw this.refusal(action);
    return [${step}, 0, false, false, {}];
  }
  saveWorld() { return null; }
  checkWorld(state) { if (state !== null) throw this.badState('null', state); }
  loadWorld() {}
}
`;

describe('ludus check', () => {
  test('says that a world keeps every law, and exits 0', async () => {
    const { status, stdout, stderr } = await ludus(['check', 'CartPole-v1', 'FrozenLake-v1', '--steps', '50']);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^CartPole-v1: keeps all \d+ laws\nFrozenLake-v1: keeps all \d+ laws\n$/);
  });

  test("names law, step, value and remedy of what a user's world breaks, and exits 1", async () => {
    const cwd = projectFolder();
    writeFileSync(join(cwd, 'coin.mjs'), coin('Math.random() < 0.5 ? 0 : 1'));
    const { status, stdout } = await ludus(['check', './coin.mjs'], { cwd });
    expect(status).toBe(1);
    expect(stdout).toMatch(/^\.\/coin\.mjs \(Coin\): breaks \d of \d+ laws$/m);
    expect(stdout).toMatch(
      /^ {2}determinism, step \d+\n {4}found {3}the observation was \d, then \d\n {4}remedy {2}Draw everything random from the generator/m,
    );
  });

  test('reads TypeScript, and worlds that the module registers', async () => {
    const cwd = projectFolder();
    const source = coin('this.generator.integers(0, 2)').replace('export default class', 'class');
    writeFileSync(
      join(cwd, 'coin.ts'),
      `${source.replace('Discrete, World', 'Discrete, register, World').replace('step(action)', 'step(action: number)')}
       register({ id: 'mine/Coin-v0', entryPoint: () => new Coin(), maxEpisodeSteps: 10 });`,
    );
    const { status, stdout, stderr } = await ludus(['check', './coin.ts', '--json'], { cwd });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({ worlds: [{ name: 'mine/Coin-v0', violations: [] }] });
    expect(status).toBe(0);
  });

  test.each([
    [['check', 'CartPol-v1'], /^ludus: Cannot make "CartPol-v1": .*Did you mean CartPole-v1/],
    [['check', './absent.mjs'], /^ludus: Cannot check \.\/absent\.mjs: there is no such file/],
    [['check', './broken.mjs'], /^ludus: Cannot check \.\/broken\.mjs: it cannot be loaded \(SyntaxError: /],
    [['check', './empty.mjs'], /^ludus: Cannot check \.\/empty\.mjs: a module registers its worlds .* exports none\.$/],
    [['check', './other.mjs'], /what it makes lacks reset, step, render, observationSpace, actionSpace\.$/],
  ])('%j fails with one line', async (args, message) => {
    const cwd = scratchFolder();
    writeFileSync(join(cwd, 'broken.mjs'), 'export const = 1;');
    writeFileSync(join(cwd, 'empty.mjs'), 'export const answer = 42;');
    writeFileSync(join(cwd, 'other.mjs'), 'export default () => ({});');
    const { status, stderr } = await ludus(args, { cwd });
    expect(status).toBe(1);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr.trim()).toMatch(message);
  });
});

describe('ludus replay', () => {
  function recorded(folder: string): string {
    const env = new RecordReplay(make('CliffWalking-v1'));
    env.reset({ seed: 1 });
    for (const action of [0, 1, 1]) env.step(action);
    const path = join(folder, 'cliff.replay');
    saveReplay(path, env.replay!);
    return path;
  }

  test('plays an episode again and says what it was', async () => {
    const { status, stdout } = await ludus(['replay', recorded(scratchFolder())]);
    expect(status).toBe(0);
    expect(stdout).toBe('CliffWalking-v1 from seed 1: 3 steps, not ended\nplays as it was recorded\n');
  });

  test('shows it in the viewer until Ctrl-C', async () => {
    const running = start(['replay', recorded(scratchFolder()), '--watch', '--port', '0']);
    await running.until(/viewer {5}http:\/\/127\.0\.0\.1:\d+/);
    running.child.kill('SIGINT');
    expect((await running.finished).status).toBe(0);
  });

  test("names a profile's actions in the viewer", async () => {
    const actions = { nothing: [], up: ['up'] };
    const profile = { reward: '0', terminated: '0', actions, observation: { kind: 'ram' } };
    const env = new RecordReplay(make('NES-v0', { profile }));
    env.reset({ seed: 1 });
    env.step(1);
    const path = join(scratchFolder(), 'profile.replay');
    saveReplay(path, env.replay!);
    const running = start(['replay', path, '--watch', '--port', '0']);
    const [, url] = await running.until(/viewer {5}(\S+)/);
    const viewer = await RawClient.join(url!, 'viewer');
    const answer = await viewer.ask({ type: 'sessions', id: 1 });
    expect(answer).toMatchObject({ sessions: [{ name: 'replay of NES-v0', actionNames: ['nothing', 'up'] }] });
    viewer.socket.close();
    running.child.kill('SIGINT');
    expect((await running.finished).status).toBe(0);
  });

  test('names the step and field that differ, and exits 1', async () => {
    const folder = scratchFolder();
    const env = new RecordReplay(make('CliffWalking-v1'));
    env.reset({ seed: 1 });
    env.step(0);
    const path = join(folder, 'changed.replay');
    saveReplay(path, { ...env.replay!, actions: [1] }); // over the cliff: -100
    const { status, stderr } = await ludus(['replay', path]);
    expect(status).toBe(1);
    expect(stderr).toContain('step 1, reward. The reward is -100; recorded was -1.');
  });
});

describe('ludus play', () => {
  test('prints the address of the game', async () => {
    const running = start(['play', 'FrozenLake-v1', '--port', '0', '--seed', '3', '--env-kwargs', 'is_slippery=false']);
    const [, address] = await running.until(/play {7}(\S+)/);
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#\/play\/FrozenLake-v1\?seed=3&is_slippery=false$/);
    running.child.kill('SIGINT');
    expect((await running.finished).status).toBe(0);
  });

  test('names the nearest world of one that there is not', async () => {
    const { status, stderr } = await ludus(['play', 'CartPol-v1']);
    expect([status, stderr]).toEqual([1, expect.stringMatching(/Did you mean CartPole-v1/)]);
  });
});

describe('a trained agent', () => {
  test('is filmed by eval --video, and plays on in ludus watch', async () => {
    const cwd = scratchFolder();
    const train = [
      'train',
      'CartPole-v1',
      '--agent',
      'random',
      '--steps',
      '300',
      '--eval-episodes',
      '0',
      '--out',
      'run',
    ];
    expect((await ludus([...train, '--device', 'cpu'], { cwd })).status).toBe(0);

    const evaluated = await ludus(
      ['eval', 'run', '--episodes', '3', '--seed', '1', '--device', 'cpu', '--video', 'films'],
      { cwd },
    );
    expect(evaluated.status).toBe(0);
    expect(evaluated.stdout).toMatch(
      /video {6}films\/rl-video-episode-0\.gif\nvideo {6}films\/rl-video-episode-1\.gif\n$/,
    );
    expect(readdirSync(join(cwd, 'films')).sort()).toEqual(['rl-video-episode-0.gif', 'rl-video-episode-1.gif']);

    const running = start(['watch', 'run', '--port', '0', '--device', 'cpu'], { cwd });
    await running.until(/viewer {5}http/);
    running.child.kill('SIGINT');
    expect((await running.finished).status).toBe(0);
    expect(existsSync(join(cwd, 'run', 'config.json'))).toBe(true);
  });
});
