import fc from 'fast-check';
import { describe, expect, test } from '../../../support/jest.js';
import type { AdaptedCandles, CandleRange } from '../../../../src/feeds/exchange/adapters/adapter.js';
import { candleCalls } from '../../../../src/feeds/exchange/adapters/candle-calls.js';
import type { CandlePaging } from '../../../../src/feeds/exchange/adapters/candle-paging.js';
import { USUAL_PAGING } from '../../../../src/feeds/exchange/adapters/candle-paging.js';
import { fetchCandles } from '../../../../src/feeds/exchange/adapters/fetch-candles.js';
import { FIVE_MINUTES, START_MS, rawCandles, soundRows } from '../../../market/candles.js';

/** Numbers of bars requested by the calls for bars 0 … `bars` − 1; each is answered in full. */
async function asked(paging: CandlePaging, bars: number): Promise<number[]> {
  const [row] = soundRows(1);
  const limits: number[] = [];
  const ask = async ({ sinceMs, limit }: CandleRange): Promise<AdaptedCandles> => {
    limits.push(limit);
    const rows = Array.from({ length: limit }, (_, bar) => ({
      ...row,
      openTimeMs: sinceMs! + bar * FIVE_MINUTES,
    }));
    return {
      candles: rawCandles(rows),
      volumeUnit: 'base',
      quoteVolume: null,
      tradeCounts: null,
      closedFlags: null,
    };
  };
  await fetchCandles(ask, paging, { sinceMs: START_MS, limit: bars, timeframeMs: FIVE_MINUTES });
  return limits;
}

describe('calls for the candles of a market', () => {
  test('are counted as they are made, whatever a call returns and wherever it counts from', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          maxBars: fc.option(fc.integer({ min: 2, max: 400 })),
          countsFrom: fc.constantFrom('start', 'end'),
          goesBack: fc.boolean(),
          hasMargin: fc.boolean(),
        }),
        fc.integer({ min: 1, max: 900 }),
        async (facts, bars) => {
          const paging = { ...USUAL_PAGING, ...facts };
          const limits = await asked(paging, bars);
          expect(candleCalls(paging, bars)).toEqual({ calls: limits.length, rows: Math.max(...limits) });
        },
      ),
      { numRuns: 400, seed: 20291 },
    );
  });

  // 400 bars at 200 a call: counted back from the end, each call overlaps the one before by a bar.
  test.each([
    ['start', false, 2],
    ['end', true, 3],
    ['end', false, 1],
  ] as const)('counted from the %s, going back %s: %i', (countsFrom, goesBack, calls) => {
    const paging = { ...USUAL_PAGING, maxBars: 200, countsFrom, goesBack };
    expect(candleCalls(paging, 400)).toEqual({ calls, rows: 200 });
  });
});
