/**
 * Registers, when imported, MiniGrid's worlds. A new one is one line in the table: its id, its family, and the keyword
 * arguments in which it differs from the family's defaults.
 *
 * The worlds truncate themselves, so none has a limit from outside; none has a threshold.
 *
 * Source: MiniGrid 3.1 `minigrid/__init__.py`.
 */
import type { Env, Kwargs } from '../../core/env.ts';
import { register } from '../../core/registry.ts';
import type { MiniGridObservation } from './core/mini-grid.ts';
import { ACTION_NAMES } from './core/rules.ts';
import { CROSSING_KWARGS, Crossing } from './crossing.ts';
import { DIST_SHIFT_KWARGS, DistShift } from './dist-shift.ts';
import { DOOR_KEY_KWARGS, DoorKey } from './door-key.ts';
import { DYNAMIC_OBSTACLES_KWARGS, DynamicObstacles } from './dynamic-obstacles.ts';
import { EMPTY_KWARGS, Empty } from './empty.ts';
import { FOUR_ROOMS_KWARGS, FourRooms } from './four-rooms.ts';
import { LAVA_GAP_KWARGS, LavaGap } from './lava-gap.ts';

interface Family {
  readonly make: (kwargs: Kwargs) => Env;
  /** Its keyword arguments and their defaults. */
  readonly kwargs: Kwargs;
  readonly actionNames?: readonly string[];
}

const empty: Family = { make: (kwargs) => new Empty(kwargs), kwargs: EMPTY_KWARGS };
const fourRooms: Family = { make: (kwargs) => new FourRooms(kwargs), kwargs: FOUR_ROOMS_KWARGS };
const doorKey: Family = { make: (kwargs) => new DoorKey(kwargs), kwargs: DOOR_KEY_KWARGS };
const lavaGap: Family = { make: (kwargs) => new LavaGap(kwargs), kwargs: LAVA_GAP_KWARGS };
const crossing: Family = { make: (kwargs) => new Crossing(kwargs), kwargs: CROSSING_KWARGS };
const distShift: Family = { make: (kwargs) => new DistShift(kwargs), kwargs: DIST_SHIFT_KWARGS };
const dynamicObstacles: Family = {
  make: (kwargs) => new DynamicObstacles(kwargs),
  kwargs: DYNAMIC_OBSTACLES_KWARGS,
  actionNames: ACTION_NAMES.slice(0, 3),
};

const WORLDS = {
  'MiniGrid-Empty-5x5-v0': [empty, { size: 5 }],
  'MiniGrid-Empty-Random-5x5-v0': [empty, { size: 5, agentStartPos: null }],
  'MiniGrid-Empty-6x6-v0': [empty, { size: 6 }],
  'MiniGrid-Empty-Random-6x6-v0': [empty, { size: 6, agentStartPos: null }],
  'MiniGrid-Empty-8x8-v0': [empty, {}],
  'MiniGrid-Empty-16x16-v0': [empty, { size: 16 }],

  'MiniGrid-FourRooms-v0': [fourRooms, {}],

  'MiniGrid-DoorKey-5x5-v0': [doorKey, { size: 5 }],
  'MiniGrid-DoorKey-6x6-v0': [doorKey, { size: 6 }],
  'MiniGrid-DoorKey-8x8-v0': [doorKey, { size: 8 }],
  'MiniGrid-DoorKey-16x16-v0': [doorKey, { size: 16 }],

  'MiniGrid-LavaGapS5-v0': [lavaGap, { size: 5 }],
  'MiniGrid-LavaGapS6-v0': [lavaGap, { size: 6 }],
  'MiniGrid-LavaGapS7-v0': [lavaGap, { size: 7 }],

  'MiniGrid-LavaCrossingS9N1-v0': [crossing, { size: 9, numCrossings: 1 }],
  'MiniGrid-LavaCrossingS9N2-v0': [crossing, { size: 9, numCrossings: 2 }],
  'MiniGrid-LavaCrossingS9N3-v0': [crossing, { size: 9, numCrossings: 3 }],
  'MiniGrid-LavaCrossingS11N5-v0': [crossing, { size: 11, numCrossings: 5 }],
  'MiniGrid-SimpleCrossingS9N1-v0': [crossing, { size: 9, numCrossings: 1, obstacleType: 'wall' }],
  'MiniGrid-SimpleCrossingS9N2-v0': [crossing, { size: 9, numCrossings: 2, obstacleType: 'wall' }],
  'MiniGrid-SimpleCrossingS9N3-v0': [crossing, { size: 9, numCrossings: 3, obstacleType: 'wall' }],
  'MiniGrid-SimpleCrossingS11N5-v0': [crossing, { size: 11, numCrossings: 5, obstacleType: 'wall' }],

  'MiniGrid-DistShift1-v0': [distShift, { strip2Row: 2 }],
  'MiniGrid-DistShift2-v0': [distShift, { strip2Row: 5 }],

  'MiniGrid-Dynamic-Obstacles-5x5-v0': [dynamicObstacles, { size: 5, nObstacles: 2 }],
  'MiniGrid-Dynamic-Obstacles-Random-5x5-v0': [dynamicObstacles, { size: 5, agentStartPos: null, nObstacles: 2 }],
  'MiniGrid-Dynamic-Obstacles-6x6-v0': [dynamicObstacles, { size: 6, nObstacles: 3 }],
  'MiniGrid-Dynamic-Obstacles-Random-6x6-v0': [dynamicObstacles, { size: 6, agentStartPos: null, nObstacles: 3 }],
  'MiniGrid-Dynamic-Obstacles-8x8-v0': [dynamicObstacles, {}],
  'MiniGrid-Dynamic-Obstacles-16x16-v0': [dynamicObstacles, { size: 16, nObstacles: 8 }],
} as const satisfies Readonly<Record<string, readonly [Family, Kwargs]>>;

type MiniGridTypes = { [Id in keyof typeof WORLDS]: [observation: MiniGridObservation, action: number] };

declare module '../../core/env-types.ts' {
  interface EnvTypes extends MiniGridTypes {}
}

for (const [id, [family, kwargs]] of Object.entries<readonly [Family, Kwargs]>(WORLDS)) {
  register({
    id,
    entryPoint: family.make,
    kwargs: { ...family.kwargs, ...kwargs },
    actionNames: family.actionNames ?? ACTION_NAMES,
    bundled: true,
  });
}
