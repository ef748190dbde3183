import { createSimulatedFeed } from '../../src/feeds/simulated/simulated-feed.js';
import type { ScanAt } from './scanner.js';

const BAR_MS = 300_000;

export interface PlantedTruthReport {
  readonly seed: number;
  readonly markets: number;
  readonly bars: number;
  /**
   * Upward breakouts that started in the span, and how many of them passed at the close of one of their bars.
   */
  readonly breakouts: number;
  readonly found: number;
  /** Bars from the start of a found breakout to the first scan that showed it, sorted. */
  readonly delays: readonly number[];
  /** Runs of consecutive scans in which one market passed, by their cause. */
  readonly alerts: { readonly breakout: number; readonly fakeout: number; readonly nothing: number };
}

/** Scans a simulated market at every bar of a span and compares what passes with what was planted. */
export async function judgePlanted(
  seed: number,
  markets: number,
  bars: number,
  scanAt: ScanAt,
): Promise<PlantedTruthReport> {
  const feed = createSimulatedFeed({ seed, marketCount: markets });
  const endMs = feed.world.defaultAsOfMs;
  const startMs = endMs - bars * BAR_MS;
  // Events that started before the span may still be running in it.
  const events = feed.groundTruth(startMs - 288 * BAR_MS, endMs);
  const firstSeen = new Map<(typeof events)[number], number>();
  const passing = new Map<string, number>();
  const alerts = { breakout: 0, fakeout: 0, nothing: 0 };
  for (let asOfMs = startMs + BAR_MS; asOfMs <= endMs; asOfMs += BAR_MS) {
    const { markets: results } = await scanAt(feed, asOfMs);
    for (const { symbol, passed } of results) {
      if (!passed) continue;
      // The bar that closes at the as-of time belongs to the event; the hour after it still shows its volume.
      const event = events.find(
        (candidate) =>
          candidate.symbol === symbol &&
          candidate.startMs < asOfMs &&
          asOfMs <= candidate.endMs + 12 * BAR_MS,
      );
      if (event && event.direction === 'up' && !firstSeen.has(event)) firstSeen.set(event, asOfMs);
      const isNew = passing.get(symbol) !== asOfMs - BAR_MS;
      if (isNew) alerts[event === undefined || event.direction === 'down' ? 'nothing' : event.kind]++;
      passing.set(symbol, asOfMs);
    }
  }
  const breakouts = events.filter(
    ({ kind, direction, startMs: began }) => kind === 'breakout' && direction === 'up' && began >= startMs,
  );
  const found = breakouts.filter((event) => firstSeen.has(event));
  return {
    seed,
    markets,
    bars,
    breakouts: breakouts.length,
    found: found.length,
    delays: found
      .map((event) => ((firstSeen.get(event) ?? 0) - event.startMs) / BAR_MS)
      .sort((a, b) => a - b),
    alerts,
  };
}
