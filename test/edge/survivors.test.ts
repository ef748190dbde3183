import { expect, test } from '../support/jest.js';
import { edge } from '../../src/edge/edge.js';
import type { HorizonReport } from '../../src/edge/edge-report.js';
import type { Screen } from '../../src/edge/screen.js';
import type { HistorySource } from '../../src/history/scan-history.js';
import { herdPicks, screenOfPicks, syntheticHistory } from '../../scripts/edge/placebo.js';

const MARKETS = 40;
const BARS = 1600;
const HORIZON = 12;
/** Bars before its end in which a dying coin falls. */
const FALL_BARS = 12;

/** Every fourth coin is gone before the end, the first after 160 bars. */
function endOf(market: number): number {
  return market % 4 === 3 ? 120 + 40 * market : BARS;
}

const { source } = syntheticHistory({ seed: 4, markets: MARKETS, bars: BARS }, (market, bar) =>
  endOf(market) < BARS && bar >= endOf(market) - FALL_BARS ? -0.03 : 0,
);
const luck = herdPicks(4, MARKETS, BARS);

/** Picks by luck, and with it coins that are about to fall: of such a screen nobody would say that it has an edge. */
function picks(market: number, bar: number): boolean {
  return luck(market, bar) || (endOf(market) < BARS && bar === endOf(market) - FALL_BARS);
}

/** Some of the markets, until they are gone. */
function sourceOf(kept: readonly number[]): HistorySource {
  return {
    ...source,
    markets: kept.map((market) => ({ ...source.markets[market], endBar: endOf(market) })),
    read: (index, ...rest) => source.read(kept[index], ...rest),
  };
}

/** A coin that is gone is not judged. */
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

test('without the coins that are gone a screen that buys falling ones looks harmless', async () => {
  const all = Array.from({ length: MARKETS }, (_, market) => market);
  const whole = await excessOn(all);
  const survivors = await excessOn(all.filter((market) => endOf(market) === BARS));
  expect(whole.excess).toBeLessThan(-0.003);
  expect(whole.adjustedP).toBeLessThan(0.1);
  expect(Math.abs(survivors.excess ?? NaN)).toBeLessThan(0.0015);
  expect(survivors.verdict).not.toMatch(/evidence of negative/);
  expect((survivors.excess ?? NaN) - (whole.excess ?? NaN)).toBeGreaterThan(0.002);
  // What was sold at the last price of a coin that is gone would be worse still, could it not be sold at all.
  expect(whole.endedEarly).toBeGreaterThan(0);
  expect(whole.goneIsLost).toBeLessThan(whole.excess ?? NaN);
});
