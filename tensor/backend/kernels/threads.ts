// How threads share one command: a ticket with the number of its next part.
//
// The caller publishes `generation | parts | 0` in one atomic word; whoever is free, caller or worker, moves `next` on by a
// compare-and-swap and owns that part. A command cannot end before its parts have, so a thread that owns a part may read the
// command at leisure; a thread that owns none touches nothing but the ticket. The caller never waits for a worker to wake up:
// it takes parts itself until none is left, and then waits for those still being worked on, no longer than `patience`.

import * as at from '../layout';
import { execute } from './execute';

/** Milliseconds on some clock that does not go backwards. */
@external('env', 'now')
declare function now(): f64;

/**
 * Empty turns before a thread asks for sleep: some 200 microseconds (3 ns a turn, Xeon, Node 24), longer than most stretches between shared commands
 * and between the steps of a training: with an eighth of the turns, DQN on two quiet cores made 2,544 steps a second instead of 3,049.
 */
const SPINS = 60000;
const NANOSECONDS: i64 = 1000000;

let generation: i32 = 0;
let mayBlock: bool = false;
let patience: f64 = 30000;

export function configure(block: bool, milliseconds: f64): void {
  mayBlock = block;
  patience = milliseconds;
}

@inline
function parts(ticket: i64): i32 {
  return <i32>(ticket >> 16) & 0xffff;
}

@inline
function next(ticket: i64): i32 {
  return <i32>ticket & 0xffff;
}

/** Takes and executes parts of the command on offer until none is left. */
function help(): bool {
  let helped = false;
  while (true) {
    const ticket = atomic.load<i64>(at.CONTROL_TICKET);
    if (next(ticket) >= parts(ticket)) return helped;
    if (atomic.cmpxchg<i64>(at.CONTROL_TICKET, ticket, ticket + 1) != ticket) continue;
    const command = <usize>atomic.load<i32>(at.CONTROL_COMMAND);
    const state = execute(load<i32>(command), command + (at.HEADER_WORDS << 2), next(ticket), parts(ticket));
    if (state != at.RUN_OK) atomic.store<i32>(at.CONTROL_STATE, state);
    helped = true;
    const done = atomic.add<i32>(at.CONTROL_DONE, 1) + 1;
    if (done == parts(ticket) && atomic.load<i32>(at.CONTROL_WAITING) != 0) atomic.notify(at.CONTROL_DONE, 1);
  }
}

/** Executes the command at `command` with everybody's help. */
export function share(command: usize, count: i32): i32 {
  if (atomic.load<i32>(at.CONTROL_READY) <= 0) {
    const op = load<i32>(command);
    let state = at.RUN_OK;
    for (let part = 0; part < count; part++) state |= execute(op, command + (at.HEADER_WORDS << 2), part, count);
    return state;
  }
  generation++;
  atomic.store<i32>(at.CONTROL_COMMAND, <i32>command);
  atomic.store<i32>(at.CONTROL_DONE, 0);
  atomic.store<i32>(at.CONTROL_STATE, at.RUN_OK);
  atomic.store<i64>(at.CONTROL_TICKET, (<i64>generation << 32) | (<i64>count << 16));
  atomic.store<i32>(at.CONTROL_WAKE, generation);
  if (atomic.load<i32>(at.CONTROL_SLEEPERS) != 0) atomic.notify(at.CONTROL_WAKE, -1);
  help();
  return settle(count);
}

/** Waits for the parts that others work on. */
function settle(count: i32): i32 {
  for (let spin = 0; spin < SPINS; spin++) {
    if (atomic.load<i32>(at.CONTROL_DONE) == count) return atomic.load<i32>(at.CONTROL_STATE);
  }
  const deadline = now() + patience;
  while (true) {
    const done = atomic.load<i32>(at.CONTROL_DONE);
    if (done == count) return atomic.load<i32>(at.CONTROL_STATE);
    if (atomic.load<i32>(at.CONTROL_FAILED) != 0) return at.RUN_WORKER_FAILED;
    if (now() > deadline) return at.RUN_WORKER_SILENT;
    if (mayBlock) {
      atomic.store<i32>(at.CONTROL_WAITING, 1);
      if (atomic.load<i32>(at.CONTROL_DONE) == done) atomic.wait<i32>(at.CONTROL_DONE, done, NANOSECONDS);
      atomic.store<i32>(at.CONTROL_WAITING, 0);
    } else {
      for (let spin = 0; spin < SPINS && atomic.load<i32>(at.CONTROL_DONE) == done; spin++);
    }
  }
}

/** A worker's life: help, spin a little, sleep. Returns when asked to stop. */
export function work(): void {
  atomic.add<i32>(at.CONTROL_READY, 1);
  while (atomic.load<i32>(at.CONTROL_STOP) == 0) {
    const seen = atomic.load<i32>(at.CONTROL_WAKE);
    if (help()) continue;
    let spin = 0;
    while (spin < SPINS && atomic.load<i32>(at.CONTROL_WAKE) == seen) spin++;
    if (spin < SPINS) continue;
    atomic.add<i32>(at.CONTROL_SLEEPERS, 1);
    atomic.wait<i32>(at.CONTROL_WAKE, seen, 1000 * NANOSECONDS);
    atomic.sub<i32>(at.CONTROL_SLEEPERS, 1);
  }
  atomic.sub<i32>(at.CONTROL_READY, 1);
}
