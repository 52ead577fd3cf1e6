import { createServer } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ludus, scratchFolder, start } from './command.ts';

describe('ludus', () => {
  test.each([[], ['train'], ['eval'], ['envs'], ['serve'], ['doctor']])(
    '%s --help explains itself',
    async (...command) => {
      const { status, stdout } = await ludus([...command, '--help']);
      expect(status).toBe(0);
      expect(stdout).toMatch(/^Usage: ludus/);
    },
  );

  test('an unknown command names the nearest', async () => {
    const { status, stderr } = await ludus(['tarin']);
    expect(status).toBe(1);
    expect(stderr).toContain('train');
  });

  test('envs lists each world with its spaces, limit and threshold', async () => {
    const { status, stdout } = await ludus(['envs']);
    expect(status).toBe(0);
    // Gymnasium 1.4's registry: CartPole-v1 has a limit of 500 steps and a threshold of 475.
    expect(stdout).toMatch(/^CartPole-v1 .*Discrete\(2\) +500 +475$/m);
    expect(stdout).toMatch(/^FrozenLake-v1 .*Discrete\(16\) +Discrete\(4\) +100 +0\.7$/m);
    expect(stdout).toMatch(/^MiniGrid-Empty-5x5-v0 /m);
  });

  test('envs --json is readable by a program', async () => {
    const { stdout } = await ludus(['envs', 'cartpole', '--json']);
    const worlds = JSON.parse(stdout) as { spec: { id: string }; actionSpace: { type: string; n: number } }[];
    expect(worlds.map(({ spec }) => spec.id)).toEqual(['CartPole-v0', 'CartPole-v1', 'CartPoleRigid-v0']);
    expect(worlds[0]!.actionSpace).toMatchObject({ type: 'Discrete', n: 2 });
  });

  test('doctor says of each device what was found or what it lacks', async () => {
    const { status, stdout } = await ludus(['doctor']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/ok +cpu/);
    expect(stdout).toMatch(/gpu +@tensorflow\/tfjs-node-gpu/);
    expect(stdout).toMatch(/gpu +.*webgpu/);
    expect(stdout).toMatch(/--device auto: /);
  });

  test('eval of what is no run fails with one line', async () => {
    const { status, stderr } = await ludus(['eval', 'absent'], { cwd: scratchFolder() });
    expect(status).toBe(1);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain('absent');
  });

  test('eval plays a trained agent and prints mean and standard deviation, the same for the same seed, exported or not', async () => {
    const cwd = scratchFolder();
    const train = [
      'train',
      'CartPole-v1',
      '--agent',
      'random',
      '--steps',
      '200',
      '--out',
      'run',
      '--eval-episodes',
      '0',
    ];
    await ludus(train, { cwd });
    const play = () => ludus(['eval', 'run', '--episodes', '5', '--seed', '1', '--json'], { cwd });
    const first = await play();
    expect(first.status).toBe(0);
    const { returns, mean } = JSON.parse(first.stdout) as { returns: number[]; mean: number };
    expect(returns).toHaveLength(5);
    expect(mean).toBeCloseTo(returns.reduce((sum, value) => sum + value, 0) / 5, 10);
    expect((await play()).stdout).toBe(first.stdout);

    const exported = await ludus(['export', 'run', 'policy.ludus'], { cwd });
    expect(exported.status).toBe(0);
    expect(exported.stdout).toContain('random on CartPole-v1, 200 steps: policy.ludus');
    const alone = await ludus(['eval', 'policy.ludus', '--episodes', '5', '--seed', '1', '--json'], { cwd });
    expect(alone.stdout).toBe(first.stdout);
  });
});

describe('ludus serve', () => {
  test('serves the viewer and ends with 0 on Ctrl-C', async () => {
    const server = start(['serve', '--port', '0']);
    const [, url] = await server.until(/viewer +(http:\/\/127\.0\.0\.1:\d+)/);
    const response = await fetch(url!);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await response.text()).toContain('<title>');
    server.child.kill('SIGINT');
    expect((await server.finished).status).toBe(0);
  });

  test('says which port is taken when one was asked for', async () => {
    const occupied = createServer();
    const port = await new Promise<number>((resolve) => {
      occupied.listen(0, '127.0.0.1', () => resolve((occupied.address() as { port: number }).port));
    });
    onTestFinished(() => {
      occupied.close();
    });
    const { status, stderr } = await ludus(['serve', '--port', String(port)]);
    expect(status).toBe(1);
    expect(stderr).toContain(String(port));
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  test('refuses to listen beyond loopback without a token', async () => {
    const { status, stderr } = await ludus(['serve', '--host', '0.0.0.0', '--port', '0']);
    expect(status).toBe(1);
    expect(stderr).toContain('--token');
  });

  test('shows the training published to it from elsewhere', async () => {
    const server = start(['serve', '--port', '0']);
    const [, url] = await server.until(/agents +(ws:\/\/\S+)/);
    const publisher = await ludus(
      ['train', 'CartPole-v1', '--agent', 'random', '--steps', '500', '--eval-episodes', '0', '--publish', url!],
      { cwd: scratchFolder() },
    );
    expect(publisher.stderr).toBe('');
    expect(publisher.status).toBe(0);

    const { WebSocket } = await import('ws');
    const socket = new WebSocket(url!, 'ludus.v1.json');
    const messages: { type: string; sessions?: { name: string; state: string }[] }[] = [];
    socket.on('message', (data) => messages.push(JSON.parse(String(data))));
    await new Promise((resolve) => socket.on('open', resolve));
    socket.send('{"type":"join","id":1,"role":"viewer"}');
    socket.send('{"type":"sessions","id":2}');
    while (!messages.some(({ type }) => type === 'sessions')) await new Promise((resolve) => setTimeout(resolve, 10));
    socket.close();
    const { sessions } = messages.find(({ type }) => type === 'sessions')!;
    expect(sessions).toEqual([expect.objectContaining({ name: expect.stringContaining('random'), state: 'finished' })]);
  });
});
