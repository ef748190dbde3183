import { describe, expect, test } from '../support/jest.js';
import { breakoutScreen } from '../../scripts/edge/breakout-screens.js';
import { herdPicks, screenOfPicks, syntheticHistory } from '../../scripts/edge/placebo.js';
import { naiveRejects } from '../../scripts/edge/rejections.js';
import { keepScreen, screenOf, shiftedPicks } from '../../scripts/edge/shifted-screen.js';
import { edge } from '../../src/edge/edge.js';
import { createEngine } from '../../src/kernels/engine/engine.js';
import { openCandles } from '../../src/library/node/sources.js';
import { readHistory } from '../../src/library/read-history.js';
import { sharedFile } from '../support/shared-data.js';
import { WASM_FILES } from '../support/wasm-files.js';

describe('shifted picks', () => {
  const [markets, bars] = [12, 300];
  const { source } = syntheticHistory({ seed: 5, markets, bars });
  const screen = screenOfPicks('herd', herdPicks(5, markets, bars));

  test('have the same counts per bar, but at other times and in other markets', async () => {
    const kept = await keepScreen(screen, source);
    const countsOf = (isIn: (market: number, bar: number) => boolean): number[] =>
      Array.from({ length: bars }, (_, bar) => {
        let count = 0;
        for (let market = 0; market < markets; market++) if (isIn(market, bar)) count++;
        return count;
      });
    const before = countsOf((market, bar) => kept.passed[market][bar] === 1);
    expect(before.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(50);
    for (let seed = 1; seed <= 20; seed++) {
      const moved = countsOf(shiftedPicks(kept, seed));
      const distances = before.flatMap((_, distance) =>
        moved.every((count, bar) => count === before[(bar + distance) % bars]) ? [distance] : [],
      );
      expect(distances).toHaveLength(1);
      expect(distances[0]).toBeGreaterThan(0);
    }
  });

  test('are the picks of a screen made from them', async () => {
    const kept = await keepScreen(screen, source);
    const picks = shiftedPicks(kept, 3);
    const again = await keepScreen(screenOf(kept, picks, 'moved'), source);
    again.passed.forEach((row, market) => {
      row.forEach((passed, bar) => expect(passed === 1).toBe(picks(market, bar)));
    });
  });
});

test('on real candles, at most 6 of 30 shifted screens are significant, although most are by the t-test', async () => {
  const file = sharedFile('candles/binance-spot-2024-1h.csv.gz');
  if (file === null) return;
  const engine = await createEngine('simd', WASM_FILES);
  const { feed, timeframeMs, asOfMs } = await openCandles([file], { keepsAll: true });
  const { source } = await readHistory(feed, { timeframeMs, asOfMs });
  const kept = await keepScreen(breakoutScreen(engine, 20, 2), source);
  let [rejected, naive] = [0, 0];
  for (let seed = 1; seed <= 30; seed++) {
    const picks = shiftedPicks(kept, seed);
    const { screens } = await edge({
      ...{ source, detail: 'test', screens: [screenOf(kept, picks, 'moved')] },
      ...{ horizons: [12], primary: 12, costs: 0.002, resamples: 19, proofCuts: 0 },
    });
    if ((screens[0].horizons[0].p ?? 1) < 0.05) rejected++;
    if (naiveRejects(source, picks, 12)) naive++;
  }
  // For 30 independent screens at 5 %, the probability of more than 6 is one in a thousand.
  expect(rejected).toBeLessThanOrEqual(6);
  expect(naive).toBeGreaterThan(15);
}, 120_000);
