import { describe, expect, test } from '../support/jest.js';
import type { IndicatorCall } from '../../src/library/cached-indicator.js';
import { cachedIndicator } from '../../src/library/cached-indicator.js';
import { sha256 } from '../../src/platform/node.js';
import { wanderingColumns } from './columns.js';

const columns = wanderingColumns(60);
const call: IndicatorCall = { symbol: 'A/USDT', timeframe: '5m', indicator: 'sma', columns };

/** A cached function that counts how often it computes. */
function counted(size: 'full' | 'half' = 'full') {
  const state = { calls: 0, nowMs: 0 };
  const cached = cachedIndicator(
    ({ columns: { close = [] } }: IndicatorCall) => {
      state.calls++;
      return { sma: Float64Array.from(close, (value) => value / 2) };
    },
    { size, nowMs: () => state.nowMs },
  );
  return { state, cached };
}

describe('a cached indicator', () => {
  test('computes once and gives equal values', () => {
    const { state, cached } = counted();
    const first = cached(call);
    expect(cached({ ...call })).toEqual(first);
    expect([state.calls, cached.stats.hits, cached.stats.misses]).toEqual([1, 1, 1]);
  });

  test('is not changed by writing into a result', () => {
    const { cached } = counted();
    const untouched = cached(call)['sma'].slice();
    cached(call)['sma'].fill(0);
    const second = cached(call);
    second['sma'][3] = -1;
    expect(cached(call)['sma']).toEqual(untouched);
  });

  test('recomputes after its time', () => {
    const { state, cached } = counted();
    cached(call);
    state.nowMs = 300_001;
    cached(call);
    expect([state.calls, cached.stats.expired]).toEqual([2, 1]);
  });

  test.each<[string, Partial<IndicatorCall>]>([
    ['symbol', { symbol: 'B/USDT' }],
    ['timeframe', { timeframe: '15m' }],
    ['row', { indicator: 'ema' }],
    ['parameter', { params: { period: 21 } }],
    ['revision', { revision: 1 }],
    ['last bar', { lastOpenTimeMs: 0 }],
    ['reference', { columns: { ...columns, reference: columns.close } }],
    ['length', { columns: wanderingColumns(59), revision: sha256([]) }],
  ])('recomputes for another %s', (_, other) => {
    const { state, cached } = counted();
    cached(call);
    cached({ ...call, ...other });
    expect(state.calls).toBe(2);
  });

  test('knows a default that is spelled out', () => {
    const { state, cached } = counted();
    cached(call);
    cached({ ...call, params: { period: 20 } });
    expect(state.calls).toBe(1);
  });

  test.each([5000, 50_000])(
    'distinguishes arrays of %i that differ only in the middle, in the last digit',
    (count) => {
      const { state, cached } = counted();
      const close = Float64Array.from({ length: count }, (_, bar) => 100 + Math.sin(bar));
      const other = close.slice();
      other[count / 2] *= 1 + Number.EPSILON;
      const results = [close, other].map((column) => cached({ ...call, columns: { close: column } })['sma']);
      expect(state.calls).toBe(2);
      expect(results[0][count / 2]).not.toBe(results[1][count / 2]);
    },
  );

  test('believes a revision: columns are not read then', () => {
    const { state, cached } = counted();
    cached({ ...call, revision: 7 });
    cached({ ...call, revision: 7, columns: { ...columns, volume: [1] } });
    expect(state.calls).toBe(1);
  });

  test('is bounded, half as much for little memory', () => {
    for (const [size, entries] of [
      ['full', 1000],
      ['half', 500],
    ] as const) {
      const { cached } = counted(size);
      for (let revision = 0; revision < 1100; revision++) cached({ ...call, revision });
      expect(cached.stats).toMatchObject({ entries, size: entries, evictions: 1100 - entries });
    }
  });

  test('rejects an unknown row and parameter', () => {
    const { cached } = counted();
    expect(() => cached({ ...call, indicator: 'rsx' })).toThrow('got "rsx"');
    expect(() => cached({ ...call, params: { perod: 3 } })).toThrow('got "perod"');
  });
});
