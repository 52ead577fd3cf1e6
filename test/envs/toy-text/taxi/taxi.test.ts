import { describe, expect, it } from 'vitest';
import { make } from '../../../../envs/index.ts';
import { actionMask, decode, encode, STATES, tabulate } from '../../../../envs/toy-text/taxi/rules.ts';
import { drawTaxi } from '../../../../envs/toy-text/taxi/scene.ts';
import { Taxi } from '../../../../envs/toy-text/taxi/taxi.ts';

const [SOUTH, NORTH, EAST, WEST, PICKUP, DROPOFF] = [0, 1, 2, 3, 4, 5];

describe('the states of Taxi', () => {
  it('are numbered as Gymnasium numbers them', () => {
    // ((row * 5 + column) * 5 + passenger) * 4 + destination; 328 is Gymnasium's own example of an encoding
    expect(encode({ row: 3, column: 1, passenger: 2, destination: 0 })).toBe(328);
    for (let state = 0; state < STATES; state++) expect(encode(decode(state))).toBe(state);
  });
});

describe('the transition table of Taxi', () => {
  it('gives each state and action probabilities that add up to 1', () => {
    for (const rainyProbability of [null, 0.8, 0.37, 1]) {
      const { cumulative } = tabulate(rainyProbability);
      for (let last = 2; last < cumulative.length; last += 3) expect(cumulative[last]).toBeCloseTo(1, 15);
    }
  });

  it('lets the rain drive a taxi aside, but neither through walls nor where it cannot go ahead', () => {
    const { nextState, probability } = tabulate(0.8);
    const outcomes = (row: number, column: number, action: number) => {
      const state = encode({ row, column, passenger: 0, destination: 1 });
      return [0, 1, 2].map((outcome) => {
        const at = (state * 6 + action) * 3 + outcome;
        const next = decode(nextState[at]!);
        return [next.row, next.column, probability[at]];
      });
    };
    const drift = (1 - 0.8) / 2;
    // gymnasium 1.4.0: TaxiEnv(is_rainy=True).P[state][action] of these cells
    expect(outcomes(2, 2, NORTH)).toEqual([
      [1, 2, 0.8],
      [2, 1, drift],
      [2, 3, drift],
    ]);
    expect(outcomes(1, 1, SOUTH)).toEqual([
      [2, 1, 0.8],
      [1, 1, drift], // a wall to the east
      [1, 0, drift],
    ]);
    expect(outcomes(0, 1, EAST)).toEqual([
      [0, 1, 0.8],
      [0, 1, drift],
      [0, 1, drift],
    ]);
  });
});

describe('Taxi', () => {
  it('fetches a passenger, takes them where they want to go, and prints itself as Gymnasium does', () => {
    // gymnasium 1.4.0: make('Taxi-v4', render_mode='ansi'), seed 3; the shortest way
    const env = make('Taxi-v4');
    expect(env.reset({ seed: 3 })).toEqual([42, { prob: 1, action_mask: [1, 0, 1, 0, 0, 0] }]);
    const steps = [SOUTH, SOUTH, WEST, NORTH, NORTH, WEST, PICKUP, SOUTH, SOUTH, SOUTH, SOUTH, DROPOFF].map(
      (action) => ({ result: env.step(action), text: env.render('ansi') }),
    );
    expect(steps[0]).toEqual({
      result: [142, -1, false, false, { prob: 1, action_mask: [1, 1, 1, 0, 0, 0] }],
      text: '+---------+\n|\u001b[34;1mR\u001b[0m: | : :G|\n| : |\u001b[43m \u001b[0m: : |\n| : : : : |\n| | : | : |\n|\u001b[35mY\u001b[0m| : |B: |\n+---------+\n  (South)\n',
    });
    expect(steps[6]).toEqual({
      result: [18, -1, false, false, { prob: 1, action_mask: [1, 0, 1, 0, 0, 1] }],
      text: '+---------+\n|\u001b[42mR\u001b[0m: | : :G|\n| : | : : |\n| : : : : |\n| | : | : |\n|\u001b[35mY\u001b[0m| : |B: |\n+---------+\n  (Pickup)\n',
    });
    expect(steps[7]!.text).toBe(
      '+---------+\n|R: | : :G|\n|\u001b[42m_\u001b[0m: | : : |\n| : : : : |\n| | : | : |\n|\u001b[35mY\u001b[0m| : |B: |\n+---------+\n  (South)\n',
    );
    expect(steps[11]).toEqual({
      result: [410, 20, true, false, { prob: 1, action_mask: [0, 1, 0, 0, 1, 0] }],
      text: '+---------+\n|R: | : :G|\n| : | : : |\n| : : : : |\n| | : | : |\n|\u001b[35m\u001b[34;1m\u001b[43mY\u001b[0m\u001b[0m\u001b[0m| : |B: |\n+---------+\n  (Dropoff)\n',
    });
    expect(() => env.step(SOUTH)).toThrow('Call reset()');
  });

  it('lets a fickle passenger pick another destination where Gymnasium’s does', () => {
    // gymnasium 1.4.0: make('Taxi-v4', is_rainy=True, fickle_passenger=True, fickle_probability=0.6), seed 6
    const env = make('Taxi-v4', { is_rainy: true, fickle_passenger: true, fickle_probability: 0.6 });
    const actions = [
      0, 1, 2, 0, 1, 0, 2, 3, 2, 1, 2, 3, 0, 3, 1, 0, 0, 3, 2, 3, 2, 1, 3, 0, 1, 2, 0, 2, 1, 1, 4, 3, 3, 0, 0, 2, 0, 0,
      3, 1,
    ];
    const states = [
      267, 367, 267, 367, 467, 367, 467, 487, 467, 487, 467, 487, 387, 387, 367, 267, 367, 387, 367, 387, 367, 387, 287,
      267, 367, 267, 167, 267, 287, 187, 87, 99, 196, 176, 156, 256, 156, 256, 356, 456, 356,
    ];
    expect([env.reset({ seed: 6 })[0], ...actions.map((action) => env.step(action)[0])]).toEqual(states);
    // Driven off (99 to 196) towards stand 3, the passenger now wants to go to stand 0.
    expect([decode(99).destination, decode(196).destination]).toEqual([3, 0]);
  });

  it('tells which actions would change the state', () => {
    const { nextState, terminated } = tabulate(null);
    for (let state = 0; state < STATES; state++) {
      const changes = [0, 1, 2, 3, 4, 5].map((action) => {
        const at = (state * 6 + action) * 3;
        return nextState[at] !== state || terminated[at] === 1 ? 1 : 0;
      });
      expect(actionMask(state)).toEqual(changes);
    }
  });

  it('gives masks that its action space samples by', () => {
    const env = make('Taxi-v4').unwrapped as Taxi;
    env.actionSpace.seed(0);
    let mask = env.reset({ seed: 1 })[1].action_mask as number[];
    for (let i = 0; i < 50; i++) {
      const before = env.getState() as { readonly world: { readonly state: number } };
      const [state, , terminated, , info] = env.step(env.actionSpace.sample({ mask }));
      expect(state).not.toBe(before.world.state);
      if (terminated) break;
      mask = info.action_mask as number[];
    }
  });

  it('says what is wrong with an argument', () => {
    expect(() => make('Taxi-v4', { isRainy: 'yes' })).toThrow('isRainy is true or false, got "yes"');
    expect(() => make('Taxi-v4', { fickle_passenger: null })).toThrow('ficklePassenger is true or false, got null');
    expect(() => make('Taxi-v4', { rainyProbability: 1.5 })).toThrow('a probability in [0, 1], got 1.5');
    expect(() => make('Taxi-v4', { fickleProbability: NaN })).toThrow('a probability in [0, 1], got NaN');
  });

  it('refuses whatever is not one of its six actions, and states that are not its own', () => {
    const env = new Taxi();
    env.reset({ seed: 0 });
    const before = env.getState() as { readonly world: object };
    for (const bad of [6, -1, 1.5, NaN, '1', true, null, undefined, [1]]) {
      expect(() => env.step(bad as number)).toThrow('an action is in Discrete(6)');
    }
    for (const change of [{ state: 500 }, { state: -1 }, { isFickle: 1 }, { lastAction: 6 }, { heading: 4 }]) {
      expect(() => env.setState({ ...before, world: { ...before.world, ...change } } as never)).toThrow(
        'a state in [0, 500)',
      );
    }
    expect(env.getState()).toEqual(before);
  });
});

describe('the scene of Taxi', () => {
  const places = (passenger: number) => {
    const picture = { row: 3, column: 1, passenger, destination: 3, lastAction: PICKUP, heading: WEST };
    return new Map(drawTaxi(picture).shapes.map((shape) => [shape.id, shape.transform]));
  };

  it('puts taxi, waiting passenger and destination on their cells', () => {
    expect(places(1).get('taxi')).toEqual({ x: 1.5, y: 3.5, rotation: Math.PI });
    expect(places(1).get('passenger')).toEqual({ x: 4.5, y: 0.5 }); // green: row 0, column 4
    expect(places(1).get('destination')).toEqual({ x: 3.5, y: 4.5 }); // blue: row 4, column 3
  });

  it('takes a passenger along', () => {
    expect(places(4).get('passenger')).toMatchObject({ x: 1.5, y: 3.5 });
  });
});
