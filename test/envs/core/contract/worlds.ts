/** A small world that keeps every law of the contract, for tests to break in one way each. */
import type { Env, EnvMetadata, ResetResult, State, StepResult } from '../../../../envs/core/env.ts';
import type { Scene } from '../../../../envs/core/scene.ts';
import { World } from '../../../../envs/core/world.ts';
import { Box } from '../../../../envs/spaces/box.ts';
import { Discrete } from '../../../../envs/spaces/discrete.ts';

export const LENGTH = 12;

/** A walk along a line with gusts of wind: position and gust are observed, the far end terminates. */
export class Walk extends World<Float32Array, number> {
  override readonly observationSpace = new Box<Float32Array>({ low: -LENGTH, high: LENGTH, shape: [2] });
  override readonly actionSpace = new Discrete(2);
  override readonly metadata: EnvMetadata = { renderModes: ['scene', 'ansi'], renderFps: 10 };
  position = 0;
  gust = 0;

  protected override begin(): ResetResult<Float32Array> {
    this.position = 0;
    this.gust = this.generator.random();
    return [this.observe(), {}];
  }

  override step(action: number): StepResult<Float32Array> {
    if (this.phase !== 'running' || (action !== 0 && action !== 1)) throw this.refusal(action);
    this.gust = this.generator.random();
    this.position += action === 1 || this.gust > 0.3 ? 1 : -1;
    const terminated = Math.abs(this.position) === LENGTH;
    if (terminated) this.phase = 'ended';
    return [this.observe(), this.gust, terminated, false, { gust: this.gust }];
  }

  observe(): Float32Array {
    return Float32Array.of(this.position, this.gust);
  }

  protected override saveWorld(): State {
    return { position: this.position, gust: this.gust };
  }

  protected override checkWorld(state: State): void {
    const { position, gust } = (state ?? {}) as { position?: unknown; gust?: unknown };
    if (!Number.isInteger(position) || typeof gust !== 'number') throw this.badState('position and gust', state);
  }

  protected override loadWorld(state: State): void {
    const { position, gust } = state as { position: number; gust: number };
    this.position = position;
    this.gust = gust;
  }

  protected override drawScene(): Scene {
    return {
      view: { x: -LENGTH, y: -1, width: 2 * LENGTH, height: 2 },
      shapes: [
        { id: 'walker', type: 'circle', x: 0, y: 0, radius: 0.4, fill: 'accent', transform: { x: this.position } },
      ],
    };
  }

  protected override drawText(): string {
    return `${this.position}`;
  }
}

/** A Walk of which some members are replaced, by functions of the original. */
export function broken(change: (walk: Walk & Record<string, unknown>) => Record<string, unknown>): Env {
  const walk = new Walk() as Walk & Record<string, unknown>;
  return Object.defineProperties(walk, Object.getOwnPropertyDescriptors(change(walk)));
}
