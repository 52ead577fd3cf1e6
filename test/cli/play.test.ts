/** `ludus play`: what it prints, what it refuses, how a profile is played, and what an opponent on its seat sees. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { addressOf } from '../../cli/actions/play.ts';
import { everyFrame } from '../../cli/play/every-frame.ts';
import { StrideStack } from '../../cli/play/stride-stack.ts';
import { make, Seats } from '../../envs/index.ts';
import { parsePlayRoute } from '../../viewer/play/route.ts';
import { RawClient } from '../server/raw-client.ts';
import { ludus, scratchFolder, start } from './command.ts';

describe('ludus play', () => {
  it('plays a console frame by frame, for as long as before', async () => {
    const command = start(['play', 'Pong-v0', '--port', '0', '--seed', '3', '--env-kwargs', 'pointsToWin=5']);
    const [, query] = await command.until(/play +\S+#\/play\/Pong-v0\?(\S+)/);
    // 27,000 steps of four frames are the world's time limit.
    expect(Object.fromEntries(new URLSearchParams(query))).toEqual({
      pointsToWin: '5',
      frameskip: '1',
      maxEpisodeSteps: '108000',
      seed: '3',
    });
    command.child.kill('SIGINT');
    expect((await command.finished).status).toBe(0);
  });

  it('plays the profile of a cartridge frame by frame, by the keys of its pad', async () => {
    const folder = scratchFolder();
    const profile = {
      variables: { left: 'ram[0x10]' },
      reward: 'change(left)',
      terminated: 'ram[0] == 4',
      actions: { nothing: [], up: ['up'], both: ['up', 'a'], hit: ['a'] },
      observation: { kind: 'pixels', maxOfTwo: true },
      maxEpisodeSteps: 100,
    };
    writeFileSync(join(folder, 'my pong.json'), JSON.stringify(profile));
    const command = start(['play', './my pong.json', '--port', '0', '--seed', '3'], { cwd: folder });
    const [, url, id] = await command.until(/play +(\S+)\/#\/play\/(\S+)\?seed=3\n/);
    expect(decodeURIComponent(id!)).toBe('profile/my-pong-v0');
    const client = await RawClient.join(url!, 'player');
    expect(await client.ask({ type: 'make', id: 2, envId: 'profile/my-pong-v0' })).toMatchObject({
      type: 'made',
      // What replays need to be played anywhere: the world by its own name, with its arguments. Four frames a step is the default.
      spec: {
        id: 'NES-v0',
        maxEpisodeSteps: 400,
        bundled: true,
        kwargs: { profile: { reward: 'change(left)', frameSkip: 1 } },
      },
      renderFps: 60,
      actionNames: ['nothing', 'up', 'both', 'hit'],
      controls: {
        keys: [
          { key: 'ArrowUp', label: 'up', action: 1 },
          { key: '2', label: 'both', action: 2 },
          { key: 'x', label: 'hit', action: 3 },
        ],
        idle: [0],
      },
    });
    client.close();
    command.child.kill('SIGINT');
    expect((await command.finished).status).toBe(0);
  });

  it('gives a link for each seat where there is no opponent', async () => {
    const command = start(['play', 'PongDuel-v0', '--port', '0']);
    const [, left, right] = await command.until(/^left +(\S+)\nright +(\S+)\nor join +match \w+ /m);
    const [one, two] = [left!, right!].map((url) => new URLSearchParams(url.split('?')[1]));
    expect([one!.get('seat'), two!.get('seat')]).toEqual(['left', 'right']);
    expect(one!.get('match')).toBe(two!.get('match'));
    command.child.kill('SIGINT');
    expect((await command.finished).status).toBe(0);
  });

  it('plays against the agent of a run, and says why it cannot', async () => {
    const folder = scratchFolder();
    const train = (env: string, out: string) =>
      ludus(
        [
          'train',
          env,
          '--agent',
          'random',
          '--steps',
          '100',
          '--eval-episodes',
          '1',
          '--device',
          'cpu',
          '--env-kwargs',
          'pointsToWin=1',
          '--out',
          out,
        ],
        { cwd: folder },
      );
    expect((await train('Pong-v0', 'pixels')).status).toBe(0);
    const command = start(['play', 'PongDuel-v0', '--opponent', 'pixels', '--device', 'cpu', '--port', '0'], {
      cwd: folder,
    });
    await command.until(/play +\S+#\/play\/PongDuel-v0\?match=\w{8}&seat=left\nopponent +random on Pong-v0, right\n/);
    command.child.kill('SIGINT');
    expect(await command.finished).toMatchObject({ status: 0, stderr: '' });

    expect((await train('Pong-ram-v0', 'ram')).status).toBe(0);
    expect(await ludus(['play', 'PongDuel-v0', '--opponent', 'ram', '--device', 'cpu'], { cwd: folder })).toMatchObject(
      {
        status: 1,
        stderr: expect.stringContaining(
          'ludus: Cannot play PongDuel-v0 against ram: its random on Pong-ram-v0 observes Box(0, 255, (2048,), uint8), a seat Box(-1.0, 1.0, (6,), float32).',
        ),
      },
    );
  });

  it.each([
    [['CartPole-v1', '--opponent', 'runs/x'], 'Cannot play CartPole-v1 with --opponent: it is a world of one player.'],
    [['CartPole-v1', '--seat', 'left'], 'Cannot play CartPole-v1 with --seat: it is a world of one player.'],
    [['PongDuel-v0', '--seat', 'top'], 'Cannot play PongDuel-v0: --seat is one of right, left, got "top".'],
    [['PongDuel-v0', '--opponent', 'nowhere'], 'nowhere'],
    [['./nowhere.json'], 'Cannot play ./nowhere.json: it cannot be read (ENOENT'],
    [['package.json'], 'Cannot read a profile: the profile is wrong; the rule: its keys are among variables, reward'],
  ])('refuses %j', async (args, message) => {
    expect(await ludus(['play', ...args])).toMatchObject({ status: 1, stderr: expect.stringContaining(message) });
  });
});

describe('addressOf', () => {
  // A name of eight hexadecimal digits may have no letter in it, one in forty, or only an e.
  it.each(['12345678', '1234e567', 'c0ffee00'])('gives the page the match %s as it is called', (match) => {
    const address = addressOf('PongDuel-v0', { seed: 3, name: '7', match, seat: 'left' });
    expect(parsePlayRoute(address)).toEqual({
      envId: 'PongDuel-v0',
      kwargs: { name: '7' },
      seed: 3,
      match,
      seat: 'left',
    });
  });
});

describe('everyFrame', () => {
  it('leaves a frameskip that was asked for, and worlds without', () => {
    expect(everyFrame('Pong-v0', { frameskip: 2 })).toEqual({ frameskip: 2 });
    expect(everyFrame('CartPole-v1', {})).toEqual({});
    expect(everyFrame('PongDuel-v0', {})).toEqual({ frameskip: 1, maxEpisodeSteps: 108_000 });
  });
});

describe('StrideStack', () => {
  it('makes of every frame the stacks that a world of four frames a step gives', () => {
    const kwargs = { obsType: 'stack', noopMax: 0 };
    const [coarse, fine] = [make('PongDuel-v0', kwargs), make('PongDuel-v0', { ...kwargs, frameskip: 1 })];
    const seats = new Seats(coarse);
    const right = (whole: unknown) => seats.observation(whole, 0) as Uint8Array;
    const [first] = coarse.reset({ seed: 5 });
    const stack = new StrideStack(right(fine.reset({ seed: 5 })[0]), 4);
    expect(stack.push(right(first))).toEqual(right(first));
    for (let step = 0; step < 30; step++) {
      const action = Int32Array.of(step % 3, (step >> 2) % 3);
      const [whole] = coarse.step(action);
      let [last] = fine.step(action);
      for (let frame = 1; frame < 4; frame++) [last] = fine.step(action);
      expect(isDeepStrictEqual(stack.push(right(last)), right(whole)), `step ${step}`).toBe(true);
    }
  });
});
