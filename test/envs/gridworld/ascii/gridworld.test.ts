/**
 * Gridworlds: their rules cell by cell, and the textbooks' worlds solved exactly, against the numbers the textbooks print.
 */
import { describe, expect, it } from 'vitest';
import { exactMdp, Gridworld, type Mdp, make } from '../../../../envs/index.ts';

const UP = 0;
const RIGHT = 1;
const DOWN = 2;
const LEFT = 3;

/** Action values of a state, [actions]. */
function actionValues(mdp: Mdp, values: Float64Array, state: number, discount: number): number[] {
  return Array.from({ length: mdp.actions }, (_, action) => {
    const pair = state * mdp.actions + action;
    let value = mdp.R[pair]!;
    for (let next = 0; next < mdp.states; next++) value += discount * mdp.P[pair * mdp.states + next]! * values[next]!;
    return value;
  });
}

/** Iterates the Bellman equation until nothing changes by more than 1e-12. @param combine action values to a state's value */
function solve(mdp: Mdp, discount: number, combine: (values: number[]) => number): Float64Array {
  const values = new Float64Array(mdp.states);
  for (let change = 1; change > 1e-12; ) {
    change = 0;
    for (let state = 0; state < mdp.states; state++) {
      if (mdp.terminal[state] === 1) continue;
      const value = combine(actionValues(mdp, values, state, discount));
      change = Math.max(change, Math.abs(value - values[state]!));
      values[state] = value;
    }
  }
  return values;
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const best = (values: number[]) => Math.max(...values);

describe('the textbooks worlds, solved', () => {
  it('SmallGridworld-v0: the uniform random policy is worth what figure 4.1 of Sutton and Barto prints', () => {
    const values = solve(exactMdp(make('SmallGridworld-v0')), 1, mean);
    const figure = [0, -14, -20, -22, -14, -18, -20, -20, -20, -20, -18, -14, -22, -20, -14, 0];
    expect([...values].map((value) => Math.round(value))).toEqual(figure);
  });

  it('JumpGridworld-v0: the uniform random policy is worth what figure 3.2 prints, discount 0.9', () => {
    const values = solve(exactMdp(make('JumpGridworld-v0')), 0.9, mean);
    const figure = [
      [3.3, 8.8, 4.4, 5.3, 1.5],
      [1.5, 3.0, 2.3, 1.9, 0.5],
      [0.1, 0.7, 0.7, 0.4, -0.4],
      [-1.0, -0.4, -0.4, -0.6, -1.2],
      [-1.9, -1.3, -1.2, -1.4, -2.0],
    ].flat();
    expect([...values].map((value) => Number(value.toFixed(1)))).toEqual(figure);
  });

  it('JumpGridworld-v0: the best policy is worth what figure 3.5 prints, discount 0.9', () => {
    const values = solve(exactMdp(make('JumpGridworld-v0')), 0.9, best);
    const figure = [
      [22.0, 24.4, 22.0, 19.4, 17.5],
      [19.8, 22.0, 19.8, 17.8, 16.0],
      [17.8, 19.8, 17.8, 16.0, 14.4],
      [16.0, 17.8, 16.0, 14.4, 13.0],
      [14.4, 16.0, 14.4, 13.0, 11.7],
    ].flat();
    expect([...values].map((value) => Number(value.toFixed(1)))).toEqual(figure);
  });

  it('WindyGridworld-v0: the shortest way takes 15 steps, as in example 6.5; with the kings moves 7', () => {
    const start = 3 * 10;
    expect(solve(exactMdp(make('WindyGridworld-v0')), 1, best)[start]).toBe(-15);
    expect(solve(exactMdp(make('WindyGridworldKing-v0')), 1, best)[start]).toBe(-7);
  });

  it('CliffGridworld-v0: the best way along the edge costs 13, as in example 6.6, and its MDP is CliffWalking-v1s', () => {
    const mdp = exactMdp(make('CliffGridworld-v0'));
    const values = solve(mdp, 1, best);
    expect(values[36]).toBe(-13);
    const env = make('CliffWalking-v1');
    const grid = make('CliffGridworld-v0');
    env.reset({ seed: 3 });
    grid.reset({ seed: 3 });
    for (const action of [UP, RIGHT, RIGHT, DOWN, UP, UP, LEFT, ...Array<number>(12).fill(RIGHT), DOWN, DOWN]) {
      expect(grid.step(action).slice(0, 3)).toEqual(env.step(action).slice(0, 3));
    }
  });

  it('RussellNorvigGridworld-v0: utilities are those of figure 17.3', () => {
    const values = solve(exactMdp(make('RussellNorvigGridworld-v0')), 1, best);
    const figure = [
      [0, 0.812],
      [1, 0.868],
      [2, 0.918],
      [4, 0.762],
      [6, 0.66],
      [8, 0.705],
      [9, 0.655],
      [10, 0.611],
      [11, 0.388],
    ] as const;
    for (const [state, utility] of figure) expect(values[state]).toBeCloseTo(utility, 3);
  });
});

describe('the exact MDP', () => {
  it('has probabilities that add up to 1 for every state and action, and a start that does', () => {
    for (const id of [
      'Gridworld-v0',
      'WindyGridworldGusts-v0',
      'RussellNorvigGridworld-v0',
      'CliffGridworld-v0',
    ] as const) {
      const { states, actions, P, start } = exactMdp(make(id));
      for (let pair = 0; pair < states * actions; pair++) {
        expect(P.subarray(pair * states, (pair + 1) * states).reduce((a, b) => a + b)).toBeCloseTo(1, 12);
      }
      expect(start.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    }
  });

  it('of FrozenLake, CliffWalking and Taxi: values of the best policy equal what thousands of its episodes return', () => {
    for (const [id, discount, seed] of [
      ['FrozenLake-v1', 1, 5],
      ['CliffWalking-v1', 1, 5],
      ['Taxi-v4', 0.99, 5],
    ] as const) {
      const env = make(id, { maxEpisodeSteps: 1000 });
      const mdp = exactMdp(env);
      const values = solve(mdp, discount, best);
      const expected = values.reduce((sum, value, state) => sum + mdp.start[state]! * value, 0);
      const returns = Array.from({ length: 2000 }, (_, episode) => {
        let [state] = env.reset(episode === 0 ? { seed } : {});
        for (let weight = 1, total = 0; ; weight *= discount) {
          const choices = actionValues(mdp, values, state, discount);
          const [next, reward, terminated, truncated] = env.step(choices.indexOf(best(choices)));
          total += weight * reward;
          if (terminated || truncated) return total;
          state = next;
        }
      });
      const average = mean(returns);
      const error = Math.sqrt(mean(returns.map((value) => (value - average) ** 2)) / returns.length);
      expect(Math.abs(average - expected), id).toBeLessThanOrEqual(5 * error + 1e-9);
    }
  });

  it('is what a hundred thousand random steps show, within five standard errors', () => {
    const env = make('WindyGridworldGusts-v0', { maxEpisodeSteps: 200 });
    const mdp = exactMdp(env);
    const counts = new Float64Array(mdp.P.length);
    let [state] = env.reset({ seed: 11 });
    let action = 0;
    for (let step = 0; step < 100_000; step++) {
      action = (action * 5 + 3 + step) % mdp.actions;
      const [next, , terminated, truncated] = env.step(action);
      counts[(state * mdp.actions + action) * mdp.states + next]! += 1;
      state = terminated || truncated ? env.reset()[0] : next;
    }
    for (let pair = 0; pair < mdp.states * mdp.actions; pair++) {
      const row = counts.subarray(pair * mdp.states, (pair + 1) * mdp.states);
      const n = row.reduce((a, b) => a + b);
      row.forEach((count, next) => {
        const p = mdp.P[pair * mdp.states + next]!;
        expect(Math.abs(count - n * p), `state and action ${pair}, next ${next}`).toBeLessThanOrEqual(
          5 * Math.sqrt(n * p * (1 - p)) + 1e-9,
        );
      });
    }
  });

  it('says what to take where a world has none', () => {
    expect(() => exactMdp(make('Taxi-v4', { ficklePassenger: true }))).toThrow(
      /depend on more than the observed state/,
    );
    expect(() => exactMdp(make('CartPole-v1'))).toThrow(/CartPole-v1: its transitions are not tabulated.*FrozenLake/);
  });
});

describe('cells', () => {
  const walk = (kwargs: ConstructorParameters<typeof Gridworld>[0], ...actions: number[]) => {
    const env = new Gridworld(kwargs);
    env.reset({ seed: 0 });
    return actions.map((action) => env.step(action).slice(0, 3));
  };

  it('a wall and the edge keep one where one is, and bumpReward is for that alone', () => {
    const steps = walk({ map: 'S#\n..', bumpReward: -5, stepReward: -1 }, RIGHT, UP, DOWN);
    expect(steps).toEqual([
      [0, -5, false],
      [0, -5, false],
      [2, -1, false],
    ]);
  });

  it('a goal and a pit end the episode with their rewards', () => {
    expect(walk({ map: 'SG' }, RIGHT)).toEqual([[1, 1, true]]);
    expect(walk({ map: 'SP' }, RIGHT)).toEqual([[1, -1, true]]);
  });

  it('a cliff puts one back to the start and is never observed', () => {
    expect(walk({ map: '.SC' }, LEFT, RIGHT, RIGHT)).toEqual([
      [0, 0, false],
      [1, 0, false],
      [1, -100, false],
    ]);
  });

  it('wind pushes after the move from the cell that has it, no further than a wall', () => {
    // From the windy cell in row 2: the move goes to column 1, the wind two rows up.
    const legend = { w: { start: true, wind: [-2, 0] } };
    expect(walk({ map: ['...', '...', 'w..'], legend }, RIGHT)).toEqual([[1, 0, false]]);
    expect(walk({ map: ['.#.', '...', 'w..'], legend }, RIGHT)).toEqual([[4, 0, false]]);
  });

  it('a jump gives its reward and leads where it says, whatever the action', () => {
    const legend = { A: { start: true, jump: { to: [1, 2], reward: 7 } } };
    for (const action of [UP, RIGHT, DOWN, LEFT]) {
      expect(walk({ map: ['A..', '...'], legend }, action)).toEqual([[5, 7, false]]);
    }
  });

  it('ice slips to each side with its probability', () => {
    const { P } = new Gridworld({ map: ['...', '.~.', '...'] }).exactMdp();
    const row = (next: number) => P[(4 * 4 + UP) * 9 + next]!;
    expect([row(1), row(3), row(5)].map((p) => Number(p.toFixed(12)))).toEqual(
      [1 / 3, 1 / 3, 1 / 3].map((p) => Number(p.toFixed(12))),
    );
  });

  it('without a start letter every floor is one', () => {
    expect([...new Gridworld({ map: '.#.G' }).exactMdp().start]).toEqual([0.5, 0, 0.5, 0]);
  });
});

describe('a bad map', () => {
  it.each([
    [{ map: ['..', '...'] }, /as long as the first \(2\), got 3 letters in row 1/],
    [{ map: ['.?'] }, /got "\?" in row 0, column 1. Give it a meaning in the legend/],
    [{ map: [] }, /map is a list of rows/],
    [{ map: 7 }, /map is a list of rows/],
    [{ map: '##' }, /no cell to start in/],
    [{ map: 'A.', legend: { A: { jump: { to: [0, 5], reward: 1 } } } }, /jump leads to a cell of the map/],
    [{ map: 'S.', legend: { AB: {} } }, /keys are single letters, got "AB"/],
    [{ map: 'S.', legend: { A: { rewards: 1 } } }, /got "rewards" in legend.A/],
    [{ map: 'S.', legend: { A: { reward: Number.NaN } } }, /legend.A.reward is a finite number, got NaN/],
    [{ map: 'S.', legend: { A: { wall: true, terminal: true } } }, /legend.A is wall and terminal/],
    [{ map: 'S.', moves: 5 }, /moves is 4 .* got 5/],
    [{ map: Array(200).fill('.'.repeat(100)) }, /at most 10000 cells/],
  ])('%j is refused, saying where', (kwargs, message) => {
    expect(() => new Gridworld(kwargs as never)).toThrow(message);
  });
});

describe('drawing', () => {
  it('prints the map with the player on a red ground and the last action', () => {
    const env = make('Gridworld-v0');
    env.reset({ seed: 0 });
    env.step(UP);
    expect(env.render('ansi')).toBe('(up)\n...G\n\u001b[41m.\u001b[0m#.P\nS...\n');
  });
});
