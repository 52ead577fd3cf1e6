/**
 * The profile of the Pong that ships with Ludus, as an example and as what `NES-v0` is without keyword arguments. Its addresses are
 * those of `roms-fetch/pong/memory.s`: the host pokes level, points and seed at the title, and the command that begins a game.
 */
export const PONG_PROFILE = {
  name: 'Pong',
  variables: { state: 'ram[0x00]', computer: 'ram[0x10]', player: 'ram[0x11]' },
  reward: 'change(player) - change(computer)',
  terminated: 'state == 4',
  actions: { nothing: [], up: ['up'], down: ['down'] },
  start: [
    { frames: 30 },
    { poke: { 3: 1, 4: 1, 5: 11 } },
    { poke: { 6: 'random', 7: 'random', 8: 'random' } },
    { poke: { 2: 1 } },
  ],
  noopMax: 30,
  frameSkip: 4,
  observation: { kind: 'pixels', crop: { top: 32, height: 192 }, width: 84, height: 84, stack: 4 },
} as const;
