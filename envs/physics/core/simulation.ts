/**
 * A world of rigid bodies: contacts, hinges and gravity, advanced by a fixed time step.
 *
 * matter-js carries the shapes and finds where they touch; the motion is solved here, in the order of Box2D: forces, contacts,
 * velocities, positions. `Matter.Engine` is not used for it because its results depend on units (friction that knows nothing of the
 * weight above it, fixed thresholds in pixels), its hinges leave out the lever arm, and its geometry and caches remember the past.
 * Here the state is one list of numbers, whole: motions, and the impulses of contacts and hinges at which the next step begins.
 *
 * Source: Erin Catto, Box2D 2.4 `b2_island.cpp`. Left out: islands, sleeping, continuous collision.
 */
import type { State } from '../../core/env.ts';
import { Contact } from './contact.ts';
import { HINGE_STATE_SIZE, type Hinge } from './hinge.ts';
import { MOTION_SIZE, type RigidBody } from './rigid-body.ts';

export interface SimulationSpec {
  /** In ascending order of their ids. */
  readonly bodies: readonly RigidBody[];
  readonly hinges: readonly Hinge[];
  /** m/s^2, upwards. */
  readonly gravity: number;
  /** Seconds. */
  readonly timeStep: number;
  /** At most so many; they end earlier where a pass changes no impulse by more than the tolerance (newton seconds). */
  readonly velocityPasses: number;
  readonly velocityTolerance: number;
  /** At most so many; they end earlier where nothing is left to mend. */
  readonly positionPasses: number;
  /** m/s below which bodies that meet do not bounce, so that they come to rest. */
  readonly bounceThreshold: number;
  /** Whether velocities follow where hinges are mended: energy is kept, but every hinge has to begin where it belongs. */
  readonly hingesKeepEnergy: boolean;
}

export class Simulation {
  readonly contacts: readonly Contact[];
  readonly #spec: SimulationSpec;
  /** Those that move. */
  readonly #moving: readonly RigidBody[];
  /** The contacts of the present step that touch, in the first places: kept so that a step allocates nothing. */
  readonly #found: Contact[] = [];

  constructor(spec: SimulationSpec) {
    this.#spec = spec;
    this.#moving = spec.bodies.filter(({ inverseMass }) => inverseMass > 0);
    this.contacts = spec.bodies.flatMap((a, i) =>
      spec.bodies.slice(i + 1).flatMap((b) => (canCollide(a, b) ? [new Contact(a, b)] : [])),
    );
  }

  /** Forgets contacts and impulses, as at the start of an episode. */
  reset(): void {
    for (const contact of this.contacts) contact.load([]);
    for (const hinge of this.#spec.hinges) hinge.reset();
  }

  /** Advances by one time step. */
  step(): void {
    const {
      hinges,
      gravity,
      timeStep,
      velocityPasses,
      velocityTolerance,
      positionPasses,
      bounceThreshold,
      hingesKeepEnergy,
    } = this.#spec;
    const contacts = this.contacts;
    const found = this.#found;
    const moving = this.#moving;
    for (let i = 0; i < moving.length; i++) {
      const body = moving[i]!;
      if (!body.enabled) continue;
      body.vx += timeStep * body.forceX * body.inverseMass;
      body.vy += timeStep * (gravity + body.forceY * body.inverseMass);
      body.omega += timeStep * body.torque * body.inverseInertia;
      body.forceX = 0;
      body.forceY = 0;
      body.torque = 0;
    }
    let touching = 0;
    for (let i = 0; i < contacts.length; i++) {
      const contact = contacts[i]!;
      contact.find(timeStep);
      if (contact.count > 0) found[touching++] = contact;
    }

    for (let i = 0; i < hinges.length; i++) hinges[i]!.prepare();
    for (let i = 0; i < touching; i++) found[i]!.prepare(bounceThreshold);
    for (let pass = 0; pass < velocityPasses; pass++) {
      let change = 0;
      for (let i = 0; i < hinges.length; i++) change = Math.max(change, hinges[i]!.solveVelocity(timeStep));
      for (let i = 0; i < touching; i++) change = Math.max(change, found[i]!.solveVelocity());
      if (change <= velocityTolerance) break;
    }

    for (let i = 0; i < moving.length; i++) {
      const body = moving[i]!;
      if (!body.enabled) continue;
      body.x += timeStep * body.vx;
      body.y += timeStep * body.vy;
      body.angle += timeStep * body.omega;
    }
    // A limit that is mended moves the point: following that would be a kick.
    let follow = hingesKeepEnergy ? 1 / timeStep : 0;
    for (let i = 0; i < hinges.length; i++) if (hinges[i]!.isBeyondLimit) follow = 0;
    for (let pass = 0; pass < positionPasses; pass++) {
      let mended = true;
      for (let i = 0; i < touching; i++) mended = found[i]!.solvePosition() && mended;
      for (let i = 0; i < hinges.length; i++) mended = hinges[i]!.solvePosition(follow) && mended;
      if (mended) break;
    }
    for (let i = 0; i < moving.length; i++) moving[i]!.place();
  }

  /** Kinetic and potential energy, joules, of what moves; potential energy is 0 at y = 0. */
  energy(): number {
    return this.#moving.reduce(
      (sum, { mass, inertia, y, vx, vy, omega }) =>
        sum + 0.5 * mass * (vx * vx + vy * vy) + 0.5 * inertia * omega * omega - mass * this.#spec.gravity * y,
      0,
    );
  }

  getState(): State {
    const motion: number[] = [];
    for (const body of this.#moving) body.save(motion);
    const hinges: number[] = [];
    for (const hinge of this.#spec.hinges) hinge.save(hinges);
    const contacts = this.contacts.flatMap((contact, index) =>
      contact.count > 0 ? [{ index, points: contact.save() }] : [],
    );
    return { motion, hinges, contacts };
  }

  /** What `getState` gives of a world of the same bodies and hinges: an error's words otherwise, or null. */
  complaint(state: State | undefined): string | null {
    const { motion, hinges, contacts } = (state ?? {}) as Readonly<Record<string, unknown>>;
    const numMotion = this.#moving.length * MOTION_SIZE;
    if (!isNumbers(motion, numMotion)) return `with ${numMotion} finite numbers of motion`;
    const numHinges = this.#spec.hinges.length * HINGE_STATE_SIZE;
    if (!isNumbers(hinges, numHinges)) return `with ${numHinges} finite impulses of hinges`;
    if (!Array.isArray(contacts)) return 'with a list of contacts';
    const known = (contact: unknown) => {
      const { index, points } = (contact ?? {}) as Readonly<Record<string, unknown>>;
      return Number.isInteger(index) && this.contacts[index as number] !== undefined && Contact.isSaved(points);
    };
    return contacts.every(known) ? null : `with contacts among its ${this.contacts.length}`;
  }

  /** Takes over a state of which `complaint` had none. */
  setState(state: State): void {
    const { motion, hinges, contacts } = state as {
      readonly motion: readonly number[];
      readonly hinges: readonly number[];
      readonly contacts: readonly { readonly index: number; readonly points: readonly number[] }[];
    };
    this.#moving.forEach((body, i) => {
      body.load(motion, i * MOTION_SIZE);
    });
    this.#spec.hinges.forEach((hinge, i) => {
      hinge.load(hinges, i * HINGE_STATE_SIZE);
    });
    for (const contact of this.contacts) contact.load([]);
    for (const { index, points } of contacts) this.contacts[index]!.load(points);
  }
}

function canCollide(a: RigidBody, b: RigidBody): boolean {
  return (a.inverseMass > 0 || b.inverseMass > 0) && (a.mask & b.category) !== 0 && (b.mask & a.category) !== 0;
}

function isNumbers(value: unknown, length: number): boolean {
  return Array.isArray(value) && value.length === length && value.every(Number.isFinite);
}
