import { describe, expect, it } from 'vitest';
import { HumanRendering, type HumanSink, make } from '../../../envs/index.ts';
import { showEnv, startServer } from '../../../server/index.ts';

function recording() {
  const calls: unknown[][] = [];
  const sink: HumanSink = {
    episodeStart: (start) => void calls.push(['start', start()]),
    step: (...args) => void calls.push(['step', ...args]),
    close: () => void calls.push(['close']),
  };
  return { calls, sink };
}

describe('HumanRendering', () => {
  it('tells its sink every reset and step, and changes nothing of them', () => {
    const { calls, sink } = recording();
    const env = new HumanRendering(make('CartPole-v1'), () => sink);
    const plain = make('CartPole-v1');
    expect(env.reset({ seed: 4 })).toEqual(plain.reset({ seed: 4 }));
    expect(env.step(1)).toEqual(plain.step(1));
    expect(env.getState()).toEqual(plain.getState());
    env.reset();
    env.close();
    env.close();
    expect(calls).toEqual([
      ['start', { kind: 'seed', seed: 4 }],
      ['step', 1, 1, false, false],
      ['start', { kind: 'state', state: env.getState() }],
      ['close'],
    ]);
  });

  it('declares the mode human, which gives no frame', () => {
    const env = new HumanRendering(make('CartPole-v1'), () => recording().sink);
    env.reset({ seed: 0 });
    expect(env.metadata.renderModes).toEqual(['scene', 'rgb_array', 'human']);
    expect(env.render('human')).toBeNull();
    expect(env.render('scene')).toEqual(env.unwrapped.render('scene'));
  });

  it('gives others their turn until the next frame is due', async () => {
    const env = new HumanRendering(make('CartPole-v1'), () => recording().sink);
    let turns = 0;
    const counting = setInterval(() => turns++, 1);
    for (let i = 0; i < 3; i++) await env.nextFrame();
    clearInterval(counting);
    expect(turns).toBeGreaterThan(0);
  });
});

describe('showEnv', () => {
  it('makes the environment a session with its episodes, which ends with it', async () => {
    const server = await startServer({ port: 0 });
    try {
      const env = new HumanRendering(make('CartPole-v1'), (inner) => showEnv(server.hub, inner));
      env.reset({ seed: 1 });
      for (let done = false; !done; ) done = env.step(0)[2];
      expect(server.hub.sessions()).toMatchObject([{ spec: { id: 'CartPole-v1', bundled: true }, state: 'running' }]);
      env.close();
      const [session] = server.hub.sessions();
      expect(session).toMatchObject({ state: 'finished', progress: { episode: 0 } });
      expect(session!.progress!.step).toBeGreaterThan(5); // pushed left from upright, the pole falls in some nine steps
    } finally {
      await server.close();
    }
  });

  it('refuses an environment that make did not make', async () => {
    const server = await startServer({ port: 0 });
    const bare = Object.defineProperty(make('CartPole-v1').unwrapped, 'spec', { value: null });
    expect(() => showEnv(server.hub, bare)).toThrow(
      'Cannot show an environment without a spec. Register it and get it from make().',
    );
    await server.close();
  });
});
