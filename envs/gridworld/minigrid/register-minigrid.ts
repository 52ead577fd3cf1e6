/**
 * Registers, when imported, MiniGrid's worlds. A new one is one line in the table: its id, its family, and the keyword
 * arguments in which it differs from the family's defaults.
 *
 * The worlds truncate themselves, so none has a limit from outside; none has a threshold.
 *
 * Source: MiniGrid 3.1 `minigrid/__init__.py`.
 */
import type { Kwargs } from '../../core/env.ts';
import { register } from '../../core/registry.ts';
import { KernelVectorEnv } from '../../vector/kernel-vector-env.ts';
import { BLOCKED_UNLOCK_PICKUP_KWARGS, BlockedUnlockPickup } from './blocked-unlock-pickup.ts';
import type { MiniGrid, MiniGridObservation } from './core/mini-grid.ts';
import { MiniGridKernel } from './core/mini-grid-kernel.ts';
import { ACTION_NAMES } from './core/rules.ts';
import { CROSSING_KWARGS, Crossing } from './crossing.ts';
import { DIST_SHIFT_KWARGS, DistShift } from './dist-shift.ts';
import { DOOR_KEY_KWARGS, DoorKey } from './door-key.ts';
import { DYNAMIC_OBSTACLES_KWARGS, DynamicObstacles } from './dynamic-obstacles.ts';
import { EMPTY_KWARGS, Empty } from './empty.ts';
import { FETCH_KWARGS, Fetch } from './fetch.ts';
import { FOUR_ROOMS_KWARGS, FourRooms } from './four-rooms.ts';
import { GO_TO_DOOR_KWARGS, GoToDoor } from './go-to-door.ts';
import { GO_TO_OBJECT_KWARGS, GoToObject } from './go-to-object.ts';
import { KEY_CORRIDOR_KWARGS, KeyCorridor } from './key-corridor.ts';
import { LAVA_GAP_KWARGS, LavaGap } from './lava-gap.ts';
import { LOCKED_ROOM_KWARGS, LockedRoom } from './locked-room.ts';
import { MEMORY_KWARGS, Memory } from './memory.ts';
import { MULTI_ROOM_KWARGS, MultiRoom } from './multi-room.ts';
import { FULL_MAZE_KWARGS, FullObstructedMaze, SMALL_MAZE_KWARGS, SmallObstructedMaze } from './obstructed-maze.ts';
import { PLAYGROUND_KWARGS, Playground } from './playground.ts';
import { PUT_NEAR_KWARGS, PutNear } from './put-near.ts';
import { RED_BLUE_DOORS_KWARGS, RedBlueDoors } from './red-blue-doors.ts';
import { UNLOCK_KWARGS, Unlock } from './unlock.ts';
import { UNLOCK_PICKUP_KWARGS, UnlockPickup } from './unlock-pickup.ts';

interface Family {
  readonly make: (kwargs: Kwargs) => MiniGrid;
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
const unlock: Family = { make: (kwargs) => new Unlock(kwargs), kwargs: UNLOCK_KWARGS };
const unlockPickup: Family = { make: (kwargs) => new UnlockPickup(kwargs), kwargs: UNLOCK_PICKUP_KWARGS };
const blockedUnlockPickup: Family = {
  make: (kwargs) => new BlockedUnlockPickup(kwargs),
  kwargs: BLOCKED_UNLOCK_PICKUP_KWARGS,
};
const keyCorridor: Family = { make: (kwargs) => new KeyCorridor(kwargs), kwargs: KEY_CORRIDOR_KWARGS };
const multiRoom: Family = { make: (kwargs) => new MultiRoom(kwargs), kwargs: MULTI_ROOM_KWARGS };
const fetch: Family = { make: (kwargs) => new Fetch(kwargs), kwargs: FETCH_KWARGS };
const goToDoor: Family = { make: (kwargs) => new GoToDoor(kwargs), kwargs: GO_TO_DOOR_KWARGS };
const goToObject: Family = { make: (kwargs) => new GoToObject(kwargs), kwargs: GO_TO_OBJECT_KWARGS };
const putNear: Family = { make: (kwargs) => new PutNear(kwargs), kwargs: PUT_NEAR_KWARGS };
const redBlueDoors: Family = { make: (kwargs) => new RedBlueDoors(kwargs), kwargs: RED_BLUE_DOORS_KWARGS };
const memory: Family = { make: (kwargs) => new Memory(kwargs), kwargs: MEMORY_KWARGS };
const lockedRoom: Family = { make: (kwargs) => new LockedRoom(kwargs), kwargs: LOCKED_ROOM_KWARGS };
const playground: Family = { make: (kwargs) => new Playground(kwargs), kwargs: PLAYGROUND_KWARGS };
const smallMaze: Family = { make: (kwargs) => new SmallObstructedMaze(kwargs), kwargs: SMALL_MAZE_KWARGS };
const fullMazeV0: Family = { make: (kwargs) => new FullObstructedMaze(kwargs, 0), kwargs: FULL_MAZE_KWARGS };
const fullMazeV1: Family = { make: (kwargs) => new FullObstructedMaze(kwargs, 1), kwargs: FULL_MAZE_KWARGS };

/** ObstructedMaze beginning in the room right of the middle. */
const AT_RIGHT = { agentRoom: [2, 1] } as const;

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

  'MiniGrid-Unlock-v0': [unlock, {}],
  'MiniGrid-UnlockPickup-v0': [unlockPickup, {}],
  'MiniGrid-BlockedUnlockPickup-v0': [blockedUnlockPickup, {}],

  'MiniGrid-KeyCorridorS3R1-v0': [keyCorridor, { roomSize: 3, numRows: 1 }],
  'MiniGrid-KeyCorridorS3R2-v0': [keyCorridor, { roomSize: 3, numRows: 2 }],
  'MiniGrid-KeyCorridorS3R3-v0': [keyCorridor, { roomSize: 3, numRows: 3 }],
  'MiniGrid-KeyCorridorS4R3-v0': [keyCorridor, { roomSize: 4, numRows: 3 }],
  'MiniGrid-KeyCorridorS5R3-v0': [keyCorridor, { roomSize: 5, numRows: 3 }],
  'MiniGrid-KeyCorridorS6R3-v0': [keyCorridor, { roomSize: 6, numRows: 3 }],

  'MiniGrid-MultiRoom-N2-S4-v0': [multiRoom, { minNumRooms: 2, maxNumRooms: 2, maxRoomSize: 4 }],
  'MiniGrid-MultiRoom-N4-S5-v0': [multiRoom, { minNumRooms: 6, maxNumRooms: 6, maxRoomSize: 5 }], // six rooms, as in MiniGrid
  'MiniGrid-MultiRoom-N4-S5-v1': [multiRoom, { minNumRooms: 4, maxNumRooms: 4, maxRoomSize: 5 }],
  'MiniGrid-MultiRoom-N6-v0': [multiRoom, { minNumRooms: 6, maxNumRooms: 6 }],

  'MiniGrid-Fetch-5x5-N2-v0': [fetch, { size: 5, numObjs: 2 }],
  'MiniGrid-Fetch-6x6-N2-v0': [fetch, { size: 6, numObjs: 2 }],
  'MiniGrid-Fetch-8x8-N3-v0': [fetch, {}],

  'MiniGrid-GoToDoor-5x5-v0': [goToDoor, {}],
  'MiniGrid-GoToDoor-6x6-v0': [goToDoor, { size: 6 }],
  'MiniGrid-GoToDoor-8x8-v0': [goToDoor, { size: 8 }],

  'MiniGrid-GoToObject-6x6-N2-v0': [goToObject, {}],
  'MiniGrid-GoToObject-8x8-N2-v0': [goToObject, { size: 8, numObjs: 2 }],

  'MiniGrid-PutNear-6x6-N2-v0': [putNear, {}],
  'MiniGrid-PutNear-8x8-N3-v0': [putNear, { size: 8, numObjs: 3 }],

  'MiniGrid-RedBlueDoors-6x6-v0': [redBlueDoors, { size: 6 }],
  'MiniGrid-RedBlueDoors-8x8-v0': [redBlueDoors, {}],

  'MiniGrid-MemoryS7-v0': [memory, { size: 7 }],
  'MiniGrid-MemoryS9-v0': [memory, { size: 9 }],
  'MiniGrid-MemoryS11-v0': [memory, { size: 11 }],
  'MiniGrid-MemoryS13-v0': [memory, { size: 13 }],
  'MiniGrid-MemoryS13Random-v0': [memory, { size: 13, randomLength: true }],
  'MiniGrid-MemoryS17Random-v0': [memory, { size: 17, randomLength: true }],

  'MiniGrid-LockedRoom-v0': [lockedRoom, {}],

  'MiniGrid-ObstructedMaze-1Dl-v0': [smallMaze, { keyInBox: false, blocked: false }],
  'MiniGrid-ObstructedMaze-1Dlh-v0': [smallMaze, { keyInBox: true, blocked: false }],
  'MiniGrid-ObstructedMaze-1Dlhb-v0': [smallMaze, {}],
  'MiniGrid-ObstructedMaze-2Dl-v0': [
    fullMazeV0,
    { ...AT_RIGHT, keyInBox: false, blocked: false, numQuarters: 1, numRoomsVisited: 4 },
  ],
  'MiniGrid-ObstructedMaze-2Dlh-v0': [fullMazeV0, { ...AT_RIGHT, blocked: false, numQuarters: 1, numRoomsVisited: 4 }],
  'MiniGrid-ObstructedMaze-2Dlhb-v0': [fullMazeV0, { ...AT_RIGHT, numQuarters: 1, numRoomsVisited: 4 }],
  'MiniGrid-ObstructedMaze-1Q-v0': [fullMazeV0, { numQuarters: 1, numRoomsVisited: 5 }],
  'MiniGrid-ObstructedMaze-2Q-v0': [fullMazeV0, { ...AT_RIGHT, numQuarters: 2, numRoomsVisited: 11 }],
  'MiniGrid-ObstructedMaze-Full-v0': [fullMazeV0, {}],
  'MiniGrid-ObstructedMaze-2Dlhb-v1': [fullMazeV1, { ...AT_RIGHT, numQuarters: 1, numRoomsVisited: 4 }],
  'MiniGrid-ObstructedMaze-1Q-v1': [fullMazeV1, { numQuarters: 1, numRoomsVisited: 5 }],
  'MiniGrid-ObstructedMaze-2Q-v1': [fullMazeV1, { ...AT_RIGHT, numQuarters: 2, numRoomsVisited: 11 }],
  'MiniGrid-ObstructedMaze-Full-v1': [fullMazeV1, {}],

  'MiniGrid-Playground-v0': [playground, {}],
} as const satisfies Readonly<Record<string, readonly [Family, Kwargs]>>;

type MiniGridTypes = { [Id in keyof typeof WORLDS]: [observation: MiniGridObservation, action: number] };

declare module '../../core/env-types.ts' {
  interface EnvTypes extends MiniGridTypes {}
}

for (const [id, [family, kwargs]] of Object.entries<readonly [Family, Kwargs]>(WORLDS)) {
  register({
    id,
    entryPoint: family.make,
    vectorEntryPoint: (args) => new KernelVectorEnv(new MiniGridKernel(args.numEnvs, family.make(args.kwargs)), args),
    kwargs: { ...family.kwargs, ...kwargs },
    actionNames: family.actionNames ?? ACTION_NAMES,
    bundled: true,
  });
}
