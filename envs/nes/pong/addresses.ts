/**
 * Where the Pong cartridge keeps what a host sets and reads, in the console's RAM. The same as roms-fetch/pong/memory.s, to which a
 * test holds it; roms-fetch/pong/README.md is the table for people.
 */

/** Left, then right. */
export const LEFT = 0;
export const RIGHT = 1;

export const ADDRESS = {
  state: 0x00,
  ready: 0x01,
  command: 0x02,
  players: 0x03,
  level: 0x04,
  points: 0x05,
  /** 3 bytes, the lowest first. */
  seed: 0x06,
  paused: 0x09,
  frame: 0x0a,
  timer: 0x0b,
  speed: 0x0c,
  winner: 0x0e,
  /** 2 bytes: left, right. So are the paddles'. */
  scores: 0x10,
  paddle_y: 0x12,
  paddle_f: 0x14,
  /** 2 bytes: x, y. So are fraction and velocity. */
  ball_p: 0x16,
  ball_f: 0x18,
  ball_v: 0x1a,
  ball_vf: 0x1c,
} as const;

export const STATE = { title: 0, slide: 1, serve: 2, play: 3, over: 4 } as const;
export const READY = 0xa5;
export const COMMAND_START = 1;
export const SEEDS = 2 ** 24;

/** The computer's levels, by name, in the cartridge's order. */
export const DIFFICULTIES = ['easy', 'normal', 'hard', 'expert'] as const;
export type Difficulty = (typeof DIFFICULTIES)[number];

/** The court in pixels: its middle, and from there to the walls. Paddles are 8 x 32, the ball 8 x 8. */
export const COURT = { centreX: 128, centreY: 128, halfHeight: 88, paddleHeight: 32, ballSize: 8 } as const;
