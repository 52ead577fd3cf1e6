/** Bodies and worlds to test the solver on, all in metres, kilograms, seconds. */
import { RigidBody, rectangle } from '../../../../envs/physics/core/rigid-body.ts';
import { Simulation, type SimulationSpec } from '../../../../envs/physics/core/simulation.ts';

export interface Options {
  readonly friction?: number;
  readonly restitution?: number;
  readonly density?: number;
  /** What it collides with: 0 for nothing. */
  readonly mask?: number;
}

export function box(id: number, width: number, height: number, options: Options = {}): RigidBody {
  return new RigidBody(id, { shape: { vertices: rectangle(width, height) }, ...rest(options) });
}

export function ball(id: number, radius: number, options: Options = {}): RigidBody {
  return new RigidBody(id, { shape: { radius }, ...rest(options) });
}

function rest({ friction = 0, restitution = 0, density = 1, mask = 1 }: Options) {
  return { density, material: { friction, restitution }, category: 1, mask };
}

/** 200 steps a second, gravity -10 m/s^2, passes enough to converge. */
export function world(bodies: readonly RigidBody[], spec: Partial<SimulationSpec> = {}): Simulation {
  return new Simulation({
    bodies,
    hinges: [],
    gravity: -10,
    timeStep: 1 / 200,
    velocityPasses: 200,
    velocityTolerance: 1e-12,
    positionPasses: 50,
    bounceThreshold: 0.1,
    hingesKeepEnergy: true,
    ...spec,
  });
}

export function run(simulation: Simulation, steps: number, before: () => void = () => {}): void {
  for (let i = 0; i < steps; i++) {
    before();
    simulation.step();
  }
}
