import type { CandleGenerator } from './candle-generator.js';
import type { PlantedEvent } from './events.js';
import type { MarketProfile } from './simulated-markets.js';
import { openTimeOf } from './world.js';

/** Bars before the move that its size and volume are measured against. */
const TRUTH_LOOKBACK_BARS = 20;

/** A planted event, with its size as shown by the candles once it is over, however far a scan can see. */
export interface PlantedTruth {
  readonly symbol: string;
  /** A breakout holds beyond the range; a fakeout pokes out and returns, or is volume without a move. */
  readonly kind: 'breakout' | 'fakeout';
  readonly direction: 'up' | 'down';
  /** Open time of the first bar of the move, UTC ms. */
  readonly startMs: number;
  /** Close time of its last bar, UTC ms; for a fakeout price is back in the range by then. */
  readonly endMs: number;
  /**
   * How far price went beyond the highest high (down: the lowest low) of the 20 bars before, in percent of
   * it: for a breakout the last close of the move, for a fakeout the furthest price; 0 if it stayed inside.
   */
  readonly movePct: number;
  /** Mean volume of the move's bars / mean volume of the 20 bars before. */
  readonly volumeMultiple: number;
}

/** The events that start in [fromMs, toMs), by time and then by symbol. */
export function groundTruthOf(
  generator: CandleGenerator,
  markets: readonly MarketProfile[],
  fromMs: number,
  toMs: number,
): readonly PlantedTruth[] {
  const truths: PlantedTruth[] = [];
  for (const market of markets) {
    for (const event of generator.eventsOf(market)) {
      const startMs = openTimeOf(event.startBar);
      if (startMs >= fromMs && startMs < toMs) truths.push(measure(generator, market, event));
    }
  }
  return truths.sort((a, b) => a.startMs - b.startMs || (a.symbol < b.symbol ? -1 : 1));
}

function measure(generator: CandleGenerator, market: MarketProfile, event: PlantedEvent): PlantedTruth {
  const { startBar, moveBars, sign, shape } = event;
  const candles = generator.generate(market, startBar - TRUTH_LOOKBACK_BARS, startBar + moveBars);
  const start = candles.offset + TRUTH_LOOKBACK_BARS;
  const end = start + moveBars;
  const extremes = sign > 0 ? candles.high : candles.low;
  const furthest = (from: number, to: number): number =>
    extremes.subarray(from, to).reduce((a, b) => (sign > 0 ? Math.max(a, b) : Math.min(a, b)));
  const edge = furthest(candles.offset, start);
  const reached = shape === 'breakout' ? candles.close[end - 1] : furthest(start, end);
  return {
    symbol: market.info.symbol,
    kind: shape === 'breakout' ? 'breakout' : 'fakeout',
    direction: sign > 0 ? 'up' : 'down',
    startMs: openTimeOf(startBar),
    endMs: openTimeOf(startBar + moveBars),
    movePct: Math.max(0, sign * (reached / edge - 1) * 100),
    volumeMultiple: mean(candles.volume, start, end) / mean(candles.volume, candles.offset, start),
  };
}

function mean(values: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let at = from; at < to; at++) sum += values[at];
  return sum / (to - from);
}
