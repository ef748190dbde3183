import { describe, expect, test } from '../support/jest.js';
import { findPeek } from '../../src/edge/proof.js';
import type { Screen } from '../../src/edge/screen.js';
import type { HistorySource } from '../../src/history/scan-history.js';
import { screenOf } from '../../src/library/edge.js';
import { syntheticHistory } from '../../scripts/edge/placebo.js';

const { source } = syntheticHistory({ seed: 4, markets: 12, bars: 900 });

/** Picks markets that rise by more than 1 % over the given bars, which may lie ahead. */
function riser(fromBar: number, toBar: number): Screen {
  return {
    name: 'riser',
    sha256: 'riser',
    async *chunks(given: HistorySource) {
      const stride = given.barCount;
      const size = stride * given.markets.length;
      const chunk = {
        firstBar: 0,
        barCount: stride,
        stride,
        usable: new Uint8Array(size).fill(1),
        passed: new Uint8Array(size),
        score: new Float64Array(size),
        turnover24h: new Float64Array(size).fill(1),
        atrRatio: new Float64Array(size).fill(1),
      };
      const numbers = (): Float64Array<ArrayBuffer> => new Float64Array(stride);
      const bars = {
        open: numbers(),
        high: numbers(),
        low: numbers(),
        close: numbers(),
        volume: numbers(),
        filled: new Uint8Array(stride),
      };
      given.markets.forEach((_, market) => {
        given.read(market, 0, stride, bars, 0);
        for (let bar = 10; bar < stride; bar++) {
          const rise = bars.close[Math.min(stride - 1, bar + toBar)] / bars.close[bar + fromBar] - 1;
          chunk.passed[market * stride + bar] = rise > 0.01 ? 1 : 0;
        }
      });
      yield chunk;
    },
  };
}

describe('look-ahead proof', () => {
  test('catches a screen that peeks one bar ahead at the last bar before a cut', async () => {
    const peek = await findPeek({ screen: riser(0, 1), source, cuts: 20, seed: 1 });
    expect(peek).not.toBeNull();
    expect(peek?.bar).toBe(peek?.cutBar);
  });

  test('accepts the same screen over closed bars', async () => {
    expect(await findPeek({ screen: riser(-1, 0), source, cuts: 5, seed: 1 })).toBeNull();
  });

  test('catches a screen that uses the close of the day', async () => {
    expect(await findPeek({ screen: riser(-5, 100), source, cuts: 5, seed: 1 })).not.toBeNull();
  });

  test.each(['default', 'top-gainers-momentum'])('accepts the preset %s', async (name) => {
    expect(await findPeek({ screen: await screenOf(name), source, cuts: 3, seed: 1 })).toBeNull();
  });
});
