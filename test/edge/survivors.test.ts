import { expect, test } from '../support/jest.js';
import { edge } from '../../src/edge/edge.js';
import type { HorizonReport } from '../../src/edge/edge-report.js';
import type { Screen } from '../../src/edge/screen.js';
import type { HistorySource } from '../../src/history/scan-history.js';
import { herdPicks, screenOfPicks, syntheticHistory } from '../../scripts/edge/placebo.js';

const MARKETS = 40;
const BARS = 1600;
const HORIZON = 12;
/** Number of bars before its end in which a dying coin falls. */
const FALL_BARS = 12;

/** Every fourth coin ends before the history does. */
function endOf(market: number): number {
  return market % 4 === 3 ? 120 + 40 * market : BARS;
}

const { source } = syntheticHistory({ seed: 4, markets: MARKETS, bars: BARS }, (market, bar) =>
  endOf(market) < BARS && bar >= endOf(market) - FALL_BARS ? -0.03 : 0,
);
const luck = herdPicks(4, MARKETS, BARS);

/** Random picks plus coins that are about to fall, which is clearly not an edge. */
function picks(market: number, bar: number): boolean {
  return luck(market, bar) || (endOf(market) < BARS && bar === endOf(market) - FALL_BARS);
}

/** The given markets, each up to its end. */
function sourceOf(kept: readonly number[]): HistorySource {
  return {
    ...source,
    markets: kept.map((market) => ({ ...source.markets[market], endBar: endOf(market) })),
    read: (index, ...rest) => source.read(kept[index], ...rest),
  };
}

/** The screen over the given markets; a coin is not judged after its end. */
function screenOn(kept: readonly number[]): Screen {
  const screen = screenOfPicks('picks', (index, bar) => bar < endOf(kept[index]) && picks(kept[index], bar));
  return {
    ...screen,
    async *chunks(given) {
      for await (const chunk of screen.chunks(given)) {
        const usable = chunk.usable.map((_, at) =>
          at % chunk.stride < endOf(kept[Math.floor(at / chunk.stride)]) ? 1 : 0,
        );
        yield { ...chunk, usable };
      }
    },
  };
}

async function excessOn(kept: readonly number[]): Promise<HorizonReport> {
  const { screens } = await edge({
    source: sourceOf(kept),
    detail: 'test',
    screens: [screenOn(kept)],
    horizons: [HORIZON],
    primary: HORIZON,
    costs: 0.002,
    resamples: 199,
    proofCuts: 0,
  });
  return screens[0].horizons[0];
}

test('survivorship bias makes a screen that buys falling coins look harmless', async () => {
  const all = Array.from({ length: MARKETS }, (_, market) => market);
  const whole = await excessOn(all);
  const survivors = await excessOn(all.filter((market) => endOf(market) === BARS));
  expect(whole.excess).toBeLessThan(-0.003);
  expect(whole.adjustedP).toBeLessThan(0.1);
  expect(Math.abs(survivors.excess ?? NaN)).toBeLessThan(0.0015);
  expect(survivors.verdict).not.toMatch(/evidence of negative/);
  expect((survivors.excess ?? NaN) - (whole.excess ?? NaN)).toBeGreaterThan(0.002);
  // Positions in coins that end are sold at the last price; the result is worse still if they cannot be sold.
  expect(whole.endedEarly).toBeGreaterThan(0);
  expect(whole.goneIsLost).toBeLessThan(whole.excess ?? NaN);
});
