/** A publisher for the page tests: it steps a real CartPole and streams it as a trainer does. */
import { make } from '../../envs/index.ts';
import type { LudusServer, Publisher } from '../../server/index.ts';

/** Balances CartPole for its 500 steps: pushes towards where the pole falls, with a little pull to the middle. */
export function balance([x, v, angle, omega]: ArrayLike<number> & Iterable<number>): 0 | 1 {
  return 3 * angle! + omega! + 0.1 * x! + 0.3 * v! > 0 ? 1 : 0;
}

/** Always left: falls within a dozen steps. */
export const pushLeft = () => 0 as const;

/** Streams a real CartPole, played by `policy`, as a trainer or player would. */
export class CartPolePublisher {
  readonly session: string;
  readonly name: string;
  /** The return of each ended episode, by number. */
  readonly returns = new Map<number, number>();
  private readonly env = make('CartPole-v1');
  private readonly publisher: Publisher;
  private readonly policy: (observation: Float32Array) => 0 | 1;
  private timer: NodeJS.Timeout | undefined;
  private observation = new Float32Array(4);
  private episode = 0;
  private step = 0;
  private sum = 0;
  private total = 0;

  constructor(server: LudusServer, name: string, policy: (observation: Float32Array) => 0 | 1) {
    this.name = name;
    this.policy = policy;
    this.publisher = server.hub.publish({
      kind: 'training',
      name,
      spec: this.env.spec!,
      agent: 'scripted',
      renderFps: this.env.metadata.renderFps,
      actionNames: ['left', 'right'],
      phase: 'training',
    });
    this.session = this.publisher.session;
  }

  /** Plays `steps` steps at once, beginning episodes as needed. */
  play(steps: number): void {
    for (let i = 0; i < steps; i++) {
      if (this.step === 0) this.begin();
      const action = this.policy(this.observation);
      const [observation, reward, terminated, truncated] = this.env.step(action);
      this.publisher.send({
        type: 'steps',
        episode: this.episode,
        from: this.step,
        actions: [action],
        rewards: [reward],
        policies: [{ kind: 'q', values: action === 0 ? [1.5, -0.5] : [-0.5, 1.5] }],
      });
      this.observation = observation as Float32Array<ArrayBuffer>;
      this.step++;
      this.total++;
      this.sum += reward;
      if (terminated || truncated) this.end(terminated, truncated);
    }
  }

  /** Plays whole episodes at once. */
  playEpisodes(count: number): void {
    const last = this.episode + count;
    do this.play(1);
    while (this.episode < last || this.step > 0);
  }

  /** Goes on playing `stepsPerSecond`, in bursts as a trainer's flushes are. */
  run(stepsPerSecond: number): void {
    let played = 0;
    const begun = performance.now();
    this.timer = setInterval(() => {
      const due = Math.floor(((performance.now() - begun) / 1000) * stepsPerSecond);
      this.play(due - played);
      played = due;
    }, 30);
  }

  /** Stops playing; the session stays. */
  pause(): void {
    clearInterval(this.timer);
  }

  close(): void {
    this.pause();
    this.publisher.close();
  }

  private begin(): void {
    this.episode++;
    this.sum = 0;
    const seed = 1_000 + this.episode;
    this.observation = this.env.reset({ seed })[0] as Float32Array<ArrayBuffer>;
    // Every other episode as after an autoreset: from the state, which the page must be able to restore.
    const state = this.env.getState();
    const start = this.episode % 2 === 1 ? ({ kind: 'seed', seed } as const) : ({ kind: 'state', state } as const);
    this.publisher.send({ type: 'episode', episode: this.episode, start });
  }

  private end(terminated: boolean, truncated: boolean): void {
    const { episode, sum, step } = this;
    this.returns.set(episode, sum);
    this.publisher.send({
      type: 'episode_end',
      episode,
      outcome: { return: sum, length: step, terminated, truncated },
    });
    this.publisher.send({
      type: 'metrics',
      points: [{ step: this.total, values: { return: sum, meanReturn: sum, loss: 1 / this.total, epsilon: 0.1 } }],
    });
    const progress = {
      step: this.total,
      totalSteps: 100_000,
      episode,
      meanReturn: sum,
      stepsPerSecond: 1_000,
    };
    this.publisher.send({ type: 'status', state: 'running', phase: 'training', progress });
    this.step = 0;
  }
}
