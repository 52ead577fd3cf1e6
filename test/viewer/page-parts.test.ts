/** The small pure parts: colours, numbers as text, the session list's order, waiting before a retry. */

import { describe, expect, it } from 'vitest';
import type { SessionInfo } from '../../server/protocol/messages.ts';
import { backoffDelay, FIRST_DELAY_MS, LONGEST_DELAY_MS } from '../../viewer/net/backoff.ts';
import { SessionBook } from '../../viewer/sessions/session-book.ts';
import { parseHex, resolveColor, themePalette } from '../../viewer/stage/palette.ts';
import { ago, alike, compact, decimal, phrase, returnText, speedText } from '../../viewer/ui/format.ts';
import { fc } from '../fast-check.ts';

describe('colours', () => {
  const palette = themePalette((name) => (name === '--scene-accent' ? ' #102030' : '#ffffff'));

  it('a role is what the theme says', () => {
    expect(resolveColor('accent', palette)).toEqual({ color: 0x102030, alpha: 1 });
  });

  it('hex is itself, with or without alpha', () => {
    expect(resolveColor('#0000ff', palette)).toEqual({ color: 0x0000ff, alpha: 1 });
    expect(resolveColor('#ff000080', palette)).toEqual({ color: 0xff0000, alpha: 128 / 255 });
    expect(parseHex('#abc')).toEqual({ color: 0xaabbcc, alpha: 1 }); // As CSS minifiers write it.
  });

  it('a colour that is none shows as magenta', () => {
    expect(resolveColor('#12', palette).color).toBe(0xff00ff);
  });
});

describe('numbers as text', () => {
  it.each([
    [0, '0'],
    [1.23456, '1.235'],
    [-12.3456, '−12.35'],
    [123.456, '123.5'],
    [12_345.6, '12,346'],
    [0.00012, '1.2e−4'],
    [Number.NaN, 'NaN'],
  ])('decimal(%f) is %s', (value, text) => {
    expect(decimal(value)).toBe(text);
  });

  it('writes values to be compared with the same decimals', () => {
    expect(alike([2.48, 2.5168])).toEqual(['2.48', '2.52']);
    expect(alike([0.5, -0.0123])).toEqual(['0.500', '−0.012']);
    expect(alike([123.456, 1])).toEqual(['123.5', '1.0']);
  });

  it('writes the first word large, never the name of an environment', () => {
    expect(phrase([], ['training', 'just now'])).toBe('Training · just now');
    expect(phrase(['mine/World-v0'], ['running', ''])).toBe('mine/World-v0 · running');
  });

  it('says returns, rates, speeds and times as a person does', () => {
    expect([returnText(500), returnText(-1.5), returnText(0.123)]).toEqual(['500', '−1.5', '0.12']);
    expect(compact(12_345)).toBe('12.3K');
    expect([speedText(0.25), speedText(Number.POSITIVE_INFINITY)]).toEqual(['0.25×', 'max']);
    expect([ago(0), ago(5 * 60_000), ago(3 * 3_600_000), ago(72 * 3_600_000)]).toEqual([
      'just now',
      '5 min ago',
      '3 h ago',
      '3 d ago',
    ]);
  });
});

describe('SessionBook', () => {
  const session = (id: string, state: SessionInfo['state'], startedAt: number): SessionInfo => ({
    session: id,
    kind: 'training',
    name: id,
    spec: { id: 'CartPole-v1', rewardThreshold: null, maxEpisodeSteps: null, kwargs: {}, bundled: true },
    agent: null,
    renderFps: 50,
    state,
    phase: '',
    startedAt,
    progress: null,
    actionNames: null,
  });

  it('lists running sessions first, the newest on top', () => {
    const book = new SessionBook();
    book.replaceAll([session('old', 'running', 1), session('done', 'finished', 9), session('new', 'running', 5)]);
    expect(book.list().map((info) => info.session)).toEqual(['new', 'old', 'done']);
  });

  it.each([
    // chosen, watched, to watch; 'old' and 'new' run, 'done' and 'late' are over
    [null, null, 'new'],
    [null, 'old', 'old'],
    [null, 'done', 'new'],
    ['done', 'new', 'done'],
    ['gone', 'old', 'old'],
  ])('with %s chosen and %s on stage shows %s', (chosen, watched, shown) => {
    const book = new SessionBook();
    book.replaceAll([
      session('old', 'running', 1),
      session('done', 'finished', 2),
      session('new', 'running', 5),
      session('late', 'finished', 9),
    ]);
    expect(book.toWatch(chosen, watched)?.session).toBe(shown);
  });

  it('stays with a session that is over while nothing runs', () => {
    const book = new SessionBook();
    book.replaceAll([session('done', 'finished', 2), session('late', 'failed', 9)]);
    expect(book.toWatch(null, 'done')?.session).toBe('done');
    expect(book.toWatch(null, null)?.session).toBe('late');
    expect(new SessionBook().toWatch('any', null)).toBeNull();
  });

  it('keeps the last progress where a status has none', () => {
    const book = new SessionBook();
    const progress = { step: 3, totalSteps: null, episode: 1, meanReturn: null, stepsPerSecond: null };
    book.put({ ...session('a', 'running', 1), progress });
    book.updateStatus('a', 'finished', 'solved', null);
    expect(book.get('a')).toMatchObject({ state: 'finished', phase: 'solved', progress });
  });
});

describe('backoffDelay', () => {
  it('stays between a quarter of a second and ten, doubling its ceiling', () => {
    fc.assert(
      fc.property(fc.nat(2_000), fc.double({ min: 0, max: 0.999, noNaN: true }), (attempt, random) => {
        const delay = backoffDelay(attempt, random);
        expect(delay).toBeGreaterThanOrEqual(250);
        expect(delay).toBeLessThanOrEqual(Math.max(250, Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** attempt)));
      }),
    );
    expect(backoffDelay(3, 0.999)).toBeGreaterThan(3_900); // Ceiling 500 ms * 2^3
  });
});
