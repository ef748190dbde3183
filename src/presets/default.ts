import { DEFAULT_LEVEL_RULES } from '../levels/level-rules.js';
import type { Preset } from './preset.js';

/**
 * Breakouts in progress, as a person would name them: a fast rise on far more volume than before, in a market
 * that can be traded. Works from candle files and live: the order book, if there is one, only sharpens it.
 */
export const DEFAULT_PRESET: Preset = {
  name: 'default',
  description:
    'Breakouts in progress: up 3 % or more in an hour on three times the volume, in markets that trade.',
  filters: {
    // A stablecoin's breakout is noise, a leveraged token's belongs to another market.
    class: { allow: ['crypto'] },
    // Half a day of 5-minute bars: enough for every metric, and for a "usual" volume to mean something.
    age: { minBars: 144 },
    // A thin coin that wakes up is in (the thinnest named breakout in the real candles had traded 2.1M in a
    // day), a dead one is not.
    turnover: { min: 500_000 },
    dataHealth: { min: 0.9, maxAgeBars: 1 },
    // A price that cannot be traded within half a percent is not a breakout that anyone could follow.
    spread: { maxBps: 50 },
    depth05: { minUsd: 5_000 },
    // Up 3 % in an hour on three times the volume of the hour before. A person says "breakout" at 8 % on ten
    // times; this catches it while under way. In the real candles 3,151 of 3,153 markets with such a rise on
    // such volume had closed above their prior 20-bar high within the hour; a filter on this one bar's close
    // only loses those that pause for a bar, 16 of 45 named moves. So the score uses the 20-bar high, and no
    // filter does.
    surgeLong: { min: 3 },
    change1h: { minPct: 3 },
    // No filter on the last bar's volume: half an hour into a move it is no longer a surge over the bars
    // before. No correlation filter: a move of the whole market is a breakout too. The score prefers
    // independent moves.
  },
  weights: {
    // None of the first three has a ceiling, so that the extreme ranks above the merely large. People rank by
    // how far the move has come and on what volume; whether this very bar is a new high only breaks ties.
    volume: 0.4,
    momentum: 0.45,
    breakout: 0.05,
    correlation: 0.1,
  },
  onMissing: 'fail',
  levels: DEFAULT_LEVEL_RULES,
  // When the whole market moves at once, a person can look at ten; the count shows the rest.
  maxCandidates: 10,
  scanIntervalSeconds: null,
  priority: 'momentum',
};
