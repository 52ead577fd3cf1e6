/**
 * A rigid body: its motion, its mass, and the matter-js body that carries its shape.
 *
 * The motion (`x`, `y`, `angle` and their velocities) is the whole state. Vertices, axes and bounds of the matter-js body are a
 * pure function of it, rebuilt by `place`; matter-js itself turns them a little further each step, so that their rounding depends
 * on the whole past and two equal states would go on differently. Sines and cosines are our own, the same in every engine.
 *
 * Metres, kilograms, seconds, radians; x to the right, y up, angles anticlockwise.
 */
import Matter from 'matter-js';
import { cos, sin } from '../../classic-control/trig.ts';

/** What a body is made of. */
export interface Material {
  /** Coulomb's coefficient; that of a contact is the geometric mean of both. */
  readonly friction: number;
  /** Coefficient of restitution in the range `[0, 1]`; that of a contact is the larger one. */
  readonly restitution: number;
}

/** A convex polygon `[x0, y0, x1, y1, ...]`, anticlockwise, anywhere about the body's origin; or a circle about its centre. */
export type Shape = { readonly vertices: readonly number[] } | { readonly radius: number };

export interface BodySpec {
  readonly shape: Shape;
  /** kg per square metre; 0 for a body that nothing moves. */
  readonly density: number;
  readonly material: Material;
  /** Bits of what it is, and of what it collides with: two bodies collide where each one's mask has the other's category. */
  readonly category: number;
  readonly mask: number;
}

/** Numbers in the motion of one body, in the order of `save`. */
export const MOTION_SIZE = 6;

export class RigidBody {
  /** Centre of mass. */
  x = 0;
  y = 0;
  angle = 0;
  vx = 0;
  vy = 0;
  omega = 0;
  /** Newtons and newton metres of the next step, which sets them back to 0. */
  forceX = 0;
  forceY = 0;
  torque = 0;
  /** False takes the body out of the world: it neither moves nor collides. */
  enabled = true;
  readonly mass: number;
  readonly inertia: number;
  /** 0 for a body that nothing moves, as is `inverseInertia`. */
  readonly inverseMass: number;
  readonly inverseInertia: number;
  readonly material: Material;
  readonly category: number;
  readonly mask: number;
  /** Metres; 0 for a polygon. */
  readonly radius: number;
  /** Where the centre of mass lies, in the coordinates in which the vertices were given. */
  readonly centre: Readonly<Matter.Vector>;
  /** The shape as matter-js's collision test takes it. */
  readonly collider: Matter.Body;
  /** Bounds of the shape. */
  minX = 0;
  minY = 0;
  maxX = 0;
  maxY = 0;
  /** Where contacts were last looked for. */
  foundX = 0;
  foundY = 0;
  foundAngle = 0;
  readonly #localVertices: Float64Array; // [numVertices, 2], at angle 0, about the centre of mass
  readonly #localAxes: Float64Array; // [numAxes, 2]

  /** @param id Orders a pair of bodies within one world; any number that no other body of it has. */
  constructor(id: number, spec: BodySpec) {
    const { shape, density, material } = spec;
    this.material = material;
    this.category = spec.category;
    this.mask = spec.mask;
    if ('radius' in shape) {
      this.radius = shape.radius;
      this.centre = { x: 0, y: 0 };
      this.mass = density * Math.PI * shape.radius ** 2;
      this.inertia = (this.mass * shape.radius ** 2) / 2;
      this.collider = Matter.Body.create({ id });
    } else {
      const points = [];
      for (let i = 0; i < shape.vertices.length; i += 2)
        points.push({ x: shape.vertices[i]!, y: shape.vertices[i + 1]! });
      this.radius = 0;
      this.centre = Matter.Vertices.centre(points);
      this.collider = Matter.Body.create({ id, vertices: points }); // moves the vertices to be about the centre of mass
      this.mass = density * Matter.Vertices.area(this.collider.vertices, false);
      // Not `collider.inertia`, which matter-js makes four times what it is (`Body._inertiaScale`).
      this.inertia = Matter.Vertices.inertia(this.collider.vertices, this.mass);
    }
    this.inverseMass = this.mass === 0 ? 0 : 1 / this.mass;
    this.inverseInertia = this.mass === 0 ? 0 : 1 / this.inertia;
    this.#localVertices = flat(this.collider.vertices);
    this.#localAxes = flat(this.collider.axes);
    this.place();
  }

  /** Puts the body somewhere, at rest. */
  moveTo(x: number, y: number, angle: number): void {
    this.x = x;
    this.y = y;
    this.angle = angle;
    this.vx = 0;
    this.vy = 0;
    this.omega = 0;
    this.place();
  }

  /** Brings the shape to where the motion is. */
  place(): void {
    const { x, y, radius } = this;
    this.foundX = x;
    this.foundY = y;
    this.foundAngle = this.angle;
    if (radius > 0) {
      this.minX = x - radius;
      this.maxX = x + radius;
      this.minY = y - radius;
      this.maxY = y + radius;
      return;
    }
    const c = cos(this.angle);
    const s = sin(this.angle);
    const { vertices, axes, position } = this.collider;
    const localVertices = this.#localVertices;
    let minX = Infinity;
    let maxX = -Infinity;
    let minY = Infinity;
    let maxY = -Infinity;
    for (let i = 0; i < vertices.length; i++) {
      const localX = localVertices[2 * i]!;
      const localY = localVertices[2 * i + 1]!;
      const vertex = vertices[i]!;
      const vertexX = x + c * localX - s * localY;
      const vertexY = y + s * localX + c * localY;
      vertex.x = vertexX;
      vertex.y = vertexY;
      if (vertexX < minX) minX = vertexX;
      if (vertexX > maxX) maxX = vertexX;
      if (vertexY < minY) minY = vertexY;
      if (vertexY > maxY) maxY = vertexY;
    }
    const localAxes = this.#localAxes;
    for (let i = 0; i < axes.length; i++) {
      const axis = axes[i]!;
      axis.x = c * localAxes[2 * i]! - s * localAxes[2 * i + 1]!;
      axis.y = s * localAxes[2 * i]! + c * localAxes[2 * i + 1]!;
    }
    position.x = x;
    position.y = y;
    this.minX = minX;
    this.maxX = maxX;
    this.minY = minY;
    this.maxY = maxY;
  }

  /** An impulse (newton seconds) at a point of the world. */
  applyImpulse(impulseX: number, impulseY: number, x: number, y: number): void {
    this.vx += impulseX * this.inverseMass;
    this.vy += impulseY * this.inverseMass;
    this.omega += ((x - this.x) * impulseY - (y - this.y) * impulseX) * this.inverseInertia;
  }

  /** Appends the motion. */
  save(to: number[]): void {
    to.push(this.x, this.y, this.angle, this.vx, this.vy, this.omega);
  }

  /** Takes over the motion that stands at `offset`. */
  load(from: readonly number[], offset: number): void {
    this.x = from[offset]!;
    this.y = from[offset + 1]!;
    this.angle = from[offset + 2]!;
    this.vx = from[offset + 3]!;
    this.vy = from[offset + 4]!;
    this.omega = from[offset + 5]!;
    this.place();
  }
}

/** The vertices of a rectangle about its centre, for `Shape`. */
export function rectangle(width: number, height: number): number[] {
  const x = width / 2;
  const y = height / 2;
  return [-x, -y, x, -y, x, y, -x, y];
}

function flat(points: readonly Matter.Vector[]): Float64Array {
  return Float64Array.from(points.flatMap(({ x, y }) => [x, y]));
}
