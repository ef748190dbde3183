import { describe, expect, test } from '../../support/jest.js';
import type { PlantedTruth } from '../../../src/feeds/simulated/ground-truth.js';
import { createSimulatedFeed } from '../../../src/feeds/simulated/simulated-feed.js';
import { FIVE_MINUTES, candlesOf, mean } from './helpers.js';

const DAY = 86_400_000;
const feed = createSimulatedFeed();
const { startMs, endMs, defaultAsOfMs } = feed.world;
const truths = feed.groundTruth(startMs, endMs);

/** The bars around an event, and the furthest price of the 20 before it. */
async function around(truth: PlantedTruth) {
  const asOfMs = truth.endMs + 12 * FIVE_MINUTES;
  const count = (asOfMs - truth.startMs) / FIVE_MINUTES + 20;
  const [candles] = await candlesOf(feed, [truth.symbol], FIVE_MINUTES, count, asOfMs);
  const sign = truth.direction === 'up' ? 1 : -1;
  const before = sign > 0 ? candles.high.slice(0, 20) : candles.low.slice(0, 20);
  const edge = sign > 0 ? Math.max(...before) : Math.min(...before);
  const end = 20 + (truth.endMs - truth.startMs) / FIVE_MINUTES;
  const beyondPct = (price: number) => sign * (price / edge - 1) * 100;
  return { candles, end, beyondPct, extremes: sign > 0 ? candles.high : candles.low };
}

describe('ground truth', () => {
  const breakouts = truths.filter((truth) => truth.kind === 'breakout');
  const fakeouts = truths.filter((truth) => truth.kind === 'fakeout');

  test('plants one event for each market in about five days, most of them up, most of them breakouts', () => {
    const perMarketDay = truths.length / 400 / ((endMs - startMs) / DAY);
    expect(1 / perMarketDay).toBeGreaterThan(4);
    expect(1 / perMarketDay).toBeLessThan(6.5);
    const share = (part: readonly PlantedTruth[]) => part.length / truths.length;
    expect(share(breakouts)).toBeCloseTo(0.6, 1);
    expect(share(truths.filter((truth) => truth.direction === 'up'))).toBeCloseTo(0.8, 1);
  });

  test('breakouts move at least 4 % beyond the range on at least 6 times the volume', () => {
    expect(Math.min(...breakouts.map((truth) => truth.movePct))).toBeGreaterThan(4);
    expect(Math.max(...breakouts.map((truth) => truth.movePct))).toBeLessThan(16);
    expect(Math.min(...breakouts.map((truth) => truth.volumeMultiple))).toBeGreaterThan(6);
  });

  test('breakouts are in the candles as stated, and hold for an hour', async () => {
    for (const truth of breakouts.filter((_, i) => i % 4 === 0)) {
      const { candles, end, beyondPct } = await around(truth);
      expect(beyondPct(candles.close[end - 1])).toBeCloseTo(truth.movePct, 9);
      const volumeBefore = mean([...candles.volume.slice(0, 20)]);
      expect(mean([...candles.volume.slice(20, end)]) / volumeBefore).toBeCloseTo(truth.volumeMultiple, 9);
      expect(beyondPct(candles.close[candles.close.length - 1])).toBeGreaterThan(0.7 * truth.movePct);
    }
  });

  test('a breakout comes from a range narrower than the day before', async () => {
    const ratios: number[] = [];
    for (const truth of breakouts.filter((_, i) => i % 4 === 0)) {
      const [candles] = await candlesOf(feed, [truth.symbol], FIVE_MINUTES, 288, truth.startMs);
      if (candles.close.length < 288) continue;
      const meanRange = (from: number, to: number) =>
        mean([...candles.high.slice(from, to)].map((high, i) => high - candles.low[from + i]));
      ratios.push(meanRange(192, 288) / meanRange(0, 96));
    }
    expect(mean(ratios)).toBeLessThan(0.4);
  });

  test('fakeouts go beyond the range by less than 3 % and are back at their end', async () => {
    for (const truth of fakeouts.filter((_, i) => i % 4 === 0)) {
      const { candles, end, beyondPct, extremes } = await around(truth);
      const furthest = Math.max(...[...extremes.slice(20, end)].map(beyondPct));
      expect(Math.max(0, furthest)).toBeCloseTo(truth.movePct, 9);
      expect(truth.movePct).toBeLessThan(3);
      expect(beyondPct(candles.close[end - 1])).toBeLessThan(0.5);
    }
  });

  test('is sorted, and any stretch of it is a part of the whole', () => {
    const from = startMs + 20 * DAY;
    const part = feed.groundTruth(from, from + DAY);
    expect(part).toEqual(truths.filter((truth) => truth.startMs >= from && truth.startMs < from + DAY));
    expect(truths.every((truth, i) => i === 0 || truths[i - 1].startMs <= truth.startMs)).toBe(true);
  });

  test('the default as-of is an interesting moment', () => {
    const lastHour = feed.groundTruth(defaultAsOfMs - 12 * FIVE_MINUTES, defaultAsOfMs);
    const underWay = lastHour.filter(({ kind, endMs: end }) => kind === 'breakout' && end > defaultAsOfMs);
    expect(underWay.length).toBeGreaterThanOrEqual(4);
    expect(lastHour.some((truth) => truth.kind === 'fakeout')).toBe(true);
  });

  test('the event rate scales, down to none', () => {
    const count = (eventRate: number) =>
      createSimulatedFeed({ marketCount: 100, eventRate }).groundTruth(startMs, endMs).length;
    expect(count(0)).toBe(0);
    expect(count(2.5) / count(1)).toBeGreaterThan(2);
    expect(count(0.5) / count(1)).toBeLessThan(0.6);
  });
});
