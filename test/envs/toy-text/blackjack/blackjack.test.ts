import { describe, expect, it } from 'vitest';
import { make } from '../../../../envs/index.ts';
import { Blackjack } from '../../../../envs/toy-text/blackjack/blackjack.ts';
import { hasUsableAce, isBust, isNatural, payout, total } from '../../../../envs/toy-text/blackjack/rules.ts';
import { drawBlackjack } from '../../../../envs/toy-text/blackjack/scene.ts';

const [STICK, HIT] = [0, 1];

describe('a hand', () => {
  it('counts one ace 11 as long as that is not beyond 21', () => {
    expect([total([1, 6]), hasUsableAce([1, 6])]).toEqual([17, true]);
    expect([total([1, 1]), hasUsableAce([1, 1])]).toEqual([12, true]);
    expect([total([1, 6, 10]), hasUsableAce([1, 6, 10])]).toEqual([17, false]);
    expect([total([1, 10]), hasUsableAce([1, 10])]).toEqual([21, true]);
    expect([isBust([10, 5, 6]), isBust([10, 5, 7])]).toEqual([false, true]);
  });

  it('is a natural with an ace and a ten as its first two cards only', () => {
    expect([isNatural([1, 10]), isNatural([10, 1]), isNatural([5, 5, 1]), isNatural([10, 10])]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});

describe('the payout', () => {
  const sab = { natural: false, sab: true };
  const casino = { natural: true, sab: false };

  it('goes to whoever is closer to 21 and not bust', () => {
    expect(payout([10, 9], [10, 8], sab)).toBe(1);
    expect(payout([10, 8], [10, 9], sab)).toBe(-1);
    expect(payout([10, 8], [9, 9], sab)).toBe(0);
    expect(payout([2, 3], [10, 6, 10], sab)).toBe(1);
    expect(payout([10, 6, 10], [10, 6, 10], sab)).toBe(-1); // who busts first loses
  });

  it('of a natural depends on the rules asked for', () => {
    // The dealer has 21 in four cards, or a natural too.
    expect(payout([1, 10], [7, 3, 3, 8], sab)).toBe(1);
    expect(payout([1, 10], [7, 3, 3, 8], casino)).toBe(0);
    expect(payout([1, 10], [10, 1], sab)).toBe(0);
    expect(payout([1, 10], [10, 9], casino)).toBe(1.5);
    expect(payout([1, 10], [10, 9], { natural: true, sab: true })).toBe(1);
    expect(payout([5, 6, 10], [10, 9], casino)).toBe(1);
  });
});

describe('Blackjack', () => {
  it('pays naturals as Gymnasium does', () => {
    // gymnasium 1.4.0: make('Blackjack-v1', ...), seed 5 (dealer 9, 10) and 25 (dealer 7, 3, 3, 8), stick
    const rewards = (seed: number) =>
      [{}, { natural: true }, { sab: false, natural: true }, { sab: false }].map((kwargs) => {
        const env = make('Blackjack-v1', kwargs);
        expect(env.reset({ seed })[0].slice(0, 1)).toEqual([21]);
        return env.step(STICK)[1];
      });
    expect(rewards(5)).toEqual([1, 1, 1.5, 1]);
    expect(rewards(25)).toEqual([1, 1, 0, 0]);
  });

  it('ends with a bust', () => {
    // gymnasium 1.4.0: make('Blackjack-v1'), seed 7, hit
    const env = make('Blackjack-v1');
    expect(env.reset({ seed: 7 })).toEqual([[19, 10, 0], {}]);
    expect(env.step(HIT)).toEqual([[29, 10, 0], -1, true, false, {}]);
    expect(() => env.step(HIT)).toThrow('Call reset()');
  });

  it('goes on with the cards that come after those Gymnasium draws for its picture', () => {
    // gymnasium 1.4.0: make('Blackjack-v1'), seed 292 shows a king of hearts, seed 399 a queen of hearts
    const looks = [292, 399].map((seed) => {
      const env = new Blackjack();
      env.reset({ seed });
      const { suit, rank } = (env.getState() as { readonly world: { readonly suit: string; readonly rank: string } })
        .world;
      return [rank, suit];
    });
    expect(looks).toEqual([
      ['K', 'hearts'],
      ['Q', 'hearts'],
    ]);
  });

  it('says what is wrong with an argument', () => {
    expect(() => make('Blackjack-v1', { sab: 1 })).toThrow('sab is true or false, got 1');
    expect(() => make('Blackjack-v1', { natural: 'yes' })).toThrow('natural is true or false, got "yes"');
  });

  it('refuses whatever is not one of its two actions, and states that are not its own', () => {
    const env = new Blackjack();
    env.reset({ seed: 0 });
    const before = env.getState() as { readonly world: object };
    for (const bad of [2, -1, 0.5, NaN, '1', true, null, undefined, [1]]) {
      expect(() => env.step(bad as number)).toThrow('an action is in Discrete(2)');
    }
    const changes = [
      { player: [1] },
      { player: [11, 2] },
      { player: [10, 10, 10, 10] },
      { dealer: [1, 0] },
      { dealer: 'cards' },
      { suit: 'swords' },
      { rank: '11' },
    ];
    for (const change of changes) {
      expect(() => env.setState({ ...before, world: { ...before.world, ...change } } as never)).toThrow(
        'the hands of player and dealer',
      );
    }
    expect(env.getState()).toEqual(before);
  });
});

describe('the scene of Blackjack', () => {
  const picture = { player: [10, 5], dealer: [10, 6, 10], suit: 'hearts', rank: 'K', reward: null } as const;
  const texts = (scene: ReturnType<typeof drawBlackjack>) =>
    scene.shapes.flatMap((shape) => (shape.type === 'text' ? [shape.text] : []));

  it('hides the dealer’s second card until the game is over', () => {
    const hidden = drawBlackjack({ ...picture, dealer: [10, 6] });
    expect(hidden.shapes.map(({ id }) => id)).not.toContain('dealer-1-rank');
    expect(texts(hidden)).toContain('Dealer  10');
    const open = drawBlackjack({ ...picture, reward: 1 });
    expect(open.shapes.map(({ id }) => id)).toContain('dealer-1-rank');
    expect(texts(open)).toEqual(expect.arrayContaining(['Dealer  26', 'Player  15', 'Dealer busts']));
  });

  it('keeps the longest hand on the table', () => {
    // Twenty-one aces: no hand is longer.
    const { shapes, view } = drawBlackjack({ ...picture, player: new Array<number>(21).fill(1) });
    const last = shapes.find(({ id }) => id === 'player-20')!;
    expect(last.transform!.x! + 1).toBeLessThan(view.width);
    expect(new Set(shapes.flatMap(({ id }) => id ?? [])).size).toBe(shapes.filter(({ id }) => id).length);
  });
});
