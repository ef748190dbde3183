import { bridgeInto, type LogWalk } from './log-walk.js';
import type { MarketProfile } from './simulated-markets.js';
import { VOLUME_SEASON } from './volume-season.js';
import { BARS_PER_SEGMENT, BARS_PER_DAY } from './world.js';

/** Parameters for drawing the candles of one segment, one number per bar. */
export interface SegmentShape {
  /** Log price at the close, relative to the start of the world. */
  readonly log: Float64Array;
  /** How far wicks may reach, log price. */
  readonly stir: Float64Array;
  /** Expected turnover, quote currency. */
  readonly flow: Float64Array;
  /** Minimum wicks, log price. */
  readonly wickUp: Float64Array;
  readonly wickDown: Float64Array;
}

export function createSegmentShape(): SegmentShape {
  const column = () => new Float64Array(BARS_PER_SEGMENT);
  return { log: column(), stir: column(), flow: column(), wickUp: column(), wickDown: column() };
}

/**
 * Shapes one segment of a market without events.
 * @param btcLog  log price of BTC at each close of the world.
 * @param moodSigma  deviation of a bar that sets the mood of the volume; usually that of the segment.
 */
export function shapeInto(
  shape: SegmentShape,
  market: MarketProfile,
  walk: LogWalk,
  btcLog: Float64Array,
  segment: number,
  moodSigma: number,
): void {
  const { log, stir, flow, wickUp, wickDown } = shape;
  const { key, beta, barSigma, turnover } = market;
  const sigma = walk.sigmas[segment];
  const barTurnover = (turnover / BARS_PER_DAY) * (barSigma > 0 ? moodSigma / barSigma : 1);
  const firstBar = segment * BARS_PER_SEGMENT;
  bridgeInto(log, 0, walk, key, segment);
  let before = walk.boundaries[segment];
  for (let i = 0; i < BARS_PER_SEGMENT; i++) {
    const own = log[i];
    // A bar that moves is a bar with trades.
    const eagerness = sigma > 0 ? 0.5 + (0.5 * Math.abs(own - before)) / sigma : 1;
    before = own;
    log[i] = beta * btcLog[firstBar + i] + own;
    stir[i] = sigma;
    flow[i] = barTurnover * eagerness * VOLUME_SEASON[(firstBar + i) % BARS_PER_DAY];
    wickUp[i] = 0;
    wickDown[i] = 0;
  }
}
