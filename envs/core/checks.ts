/**
 * What makes a result of `reset`, `step` or `render` break the contract, in words. Each check gives the complaint as the
 * part of a sentence after "it", or null. The passive checker throws them, the contract suite lists them.
 */
import type { Space } from '../spaces/space.ts';
import { THEME_COLORS } from './scene.ts';
import { show } from './show.ts';

export function observationComplaint(space: Space, observation: unknown): string | null {
  if (space.contains(observation)) return null;
  return `gives an observation outside its observation space ${space}: ${show(observation)}`;
}

export function resetComplaint(space: Space, result: unknown): string | null {
  if (!Array.isArray(result) || result.length !== 2) {
    return `gives ${show(result)}, where reset gives [observation, info]`;
  }
  return observationComplaint(space, result[0]) ?? infoComplaint(result[1]);
}

export function stepComplaint(space: Space, result: unknown): string | null {
  if (!Array.isArray(result) || result.length !== 5) {
    return `gives ${show(result)}, where step gives [observation, reward, terminated, truncated, info]`;
  }
  const [observation, reward, terminated, truncated, info] = result as readonly unknown[];
  if (!Number.isFinite(reward)) return `gives the reward ${show(reward)}, where a reward is a finite number`;
  if (typeof terminated !== 'boolean') return `gives terminated = ${show(terminated)}, where it is a boolean`;
  if (typeof truncated !== 'boolean') return `gives truncated = ${show(truncated)}, where it is a boolean`;
  return observationComplaint(space, observation) ?? infoComplaint(info);
}

function infoComplaint(info: unknown): string | null {
  const isObject = typeof info === 'object' && info !== null && !Array.isArray(info);
  return isObject ? null : `gives the info ${show(info)}, where an info is an object`;
}

/** Whether two observations share memory, so that writing to one changes the other. */
export function sharesMemory(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (ArrayBuffer.isView(a) && ArrayBuffer.isView(b)) {
    return (
      a.buffer === b.buffer && a.byteOffset < b.byteOffset + b.byteLength && b.byteOffset < a.byteOffset + a.byteLength
    );
  }
  if (a === b) return Object.keys(a).length > 0 && !Object.isFrozen(a);
  return Object.entries(a).some(([key, inner]) => Object.hasOwn(b, key) && sharesMemory(inner, (b as Fields)[key]));
}

type Fields = Readonly<Record<string, unknown>>;

const NUMBERS: Readonly<Record<string, readonly string[]>> = {
  rect: ['x', 'y', 'width', 'height'],
  circle: ['x', 'y', 'radius'],
  line: [],
  polygon: [],
  text: ['x', 'y', 'size'],
  sprite: ['x', 'y', 'width', 'height'],
  pixels: ['x', 'y', 'width', 'height', 'columns', 'rows'],
};
const OPTIONAL_NUMBERS = ['radius', 'strokeWidth', 'opacity'];
const TRANSFORM = ['x', 'y', 'rotation', 'scale'];
const COLORS = ['fill', 'stroke', 'color'];
const LEAST_POINTS: Readonly<Record<string, number>> = { line: 2, polygon: 3 };

/** As the checks above, of a scene: known shapes, finite numbers, valid colours, no id twice. */
export function sceneComplaint(scene: unknown): string | null {
  const { view, shapes, background } = (scene ?? {}) as Fields;
  const bad = badNumber(view as Fields, ['x', 'y', 'width', 'height']);
  if (bad !== null) return `draws a view whose ${bad}`;
  if (!((view as { width: number }).width > 0 && (view as { height: number }).height > 0)) {
    return `draws a view of no area: ${show(view)}`;
  }
  if (!isColor(background)) return `draws a background ${show(background)}, which is no colour`;
  if (!Array.isArray(shapes)) return `draws ${show(shapes)}, where shapes is a list`;
  const ids = new Set<unknown>();
  for (const [index, shape] of shapes.entries()) {
    const complaint = shapeComplaint((shape ?? {}) as Fields);
    if (complaint !== null) return `draws shape ${index} (${show((shape as Fields | null)?.type)}) ${complaint}`;
    const id = (shape as Fields).id;
    if (id !== undefined && ids.has(id)) return `draws two shapes with the id ${show(id)}`;
    ids.add(id);
  }
  return null;
}

function shapeComplaint(shape: Fields): string | null {
  const required = Object.hasOwn(NUMBERS, String(shape.type)) ? NUMBERS[String(shape.type)]! : null;
  if (required === null) return `of an unknown type; known are ${Object.keys(NUMBERS).join(', ')}`;
  const bad =
    badNumber(shape, required) ??
    badNumber(
      shape,
      OPTIONAL_NUMBERS.filter((key) => shape[key] !== undefined),
    ) ??
    badTransform(shape.transform as Fields | undefined);
  if (bad !== null) return `whose ${bad}`;
  const color = COLORS.find((key) => !isColor(shape[key]));
  if (color !== undefined) return `whose ${color} ${show(shape[color])} is no colour`;
  if (shape.id !== undefined && typeof shape.id !== 'string') return `whose id ${show(shape.id)} is no string`;
  return badPoints(shape) ?? badContent(shape);
}

function badTransform(transform: Fields | undefined): string | null {
  if (transform === undefined) return null;
  const bad = badNumber(
    transform,
    TRANSFORM.filter((key) => transform[key] !== undefined),
  );
  return bad === null ? null : `transform's ${bad}`;
}

function badNumber(fields: Fields | undefined, keys: readonly string[]): string | null {
  const key = keys.find((name) => !Number.isFinite(fields?.[name]));
  return key === undefined ? null : `${key} is ${show(fields?.[key])}, where it is a finite number`;
}

function badPoints(shape: Fields): string | null {
  const least = LEAST_POINTS[String(shape.type)];
  if (least === undefined) return null;
  const points = shape.points;
  const valid =
    Array.isArray(points) && points.length >= 2 * least && points.length % 2 === 0 && points.every(Number.isFinite);
  return valid ? null : `whose points ${show(points)} are not ${least} or more pairs of finite numbers`;
}

function badContent(shape: Fields): string | null {
  switch (shape.type) {
    case 'text':
      return typeof shape.text === 'string' ? null : `whose text ${show(shape.text)} is no string`;
    case 'sprite':
      return typeof shape.image === 'string' ? null : `whose image ${show(shape.image)} is no name`;
    case 'pixels':
      return badPixels(shape);
    default:
      return null;
  }
}

function badPixels({ columns, rows, palette, indices }: Fields): string | null {
  if (
    !Array.isArray(palette) ||
    palette.length > 256 ||
    !palette.every((color) => color !== undefined && isColor(color))
  ) {
    return `whose palette ${show(palette)} is not a list of at most 256 colours`;
  }
  const size = (columns as number) * (rows as number);
  const valid =
    indices instanceof Uint8Array && indices.length === size && indices.every((index) => index < palette.length);
  return valid ? null : `whose indices are not a Uint8Array of ${size} indices into its palette`;
}

/** An absent colour is a valid one. */
function isColor(color: unknown): boolean {
  if (color === undefined) return true;
  if (typeof color !== 'string') return false;
  return /^#([0-9a-f]{6}|[0-9a-f]{8})$/i.test(color) || (THEME_COLORS as readonly string[]).includes(color);
}
