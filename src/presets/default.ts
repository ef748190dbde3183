import { DEFAULT_LEVEL_RULES } from '../levels/level-rules.js';
import type { Preset } from './preset.js';

/**
 * Breakouts in progress, as a person would name them: a rise through the prior 20-bar high on far more volume
 * than before, in a market that can be traded. Works from candle files and live; nothing here needs a book or
 * open interest, which only sharpen it where they exist.
 */
export const DEFAULT_PRESET: Preset = {
  name: 'default',
  description:
    'Breakouts in progress: up through the 20-bar high, on a surge of volume, in markets that trade.',
  filters: {
    // A stablecoin's break of its range is noise, a leveraged token's is another market's.
    class: { allow: ['crypto'] },
    // Half a day of 5-minute bars: enough for every metric, and for a "usual" volume to mean something.
    age: { minBars: 144 },
    // A thin coin that wakes up (ASR/USDT: 3.7M in its first hour) is in, a dead one is not.
    turnover: { min: 1_000_000 },
    dataHealth: { min: 0.9, maxAgeBars: 1 },
    // A price that cannot be traded within half a percent is no breakout that anyone could follow.
    spread: { maxBps: 50 },
    depth05: { minUsd: 5_000 },
    // Twice the volume for an hour, and still running: neither one lonely bar nor yesterday's move.
    surgeLong: { min: 2 },
    surgeShort: { min: 2 },
    breakout: { direction: 'up' },
    // Bitcoin breaks a 20-bar high by 0.1 % several times a day.
    change1h: { minPct: 1.5 },
    // No correlation gate: a move of the whole market is a breakout too. The score prefers the independent.
  },
  weights: {
    // None of the first three has a ceiling, so that the extreme stands above the merely large.
    volume: 0.35,
    momentum: 0.3,
    breakout: 0.2,
    correlation: 0.15,
  },
  onMissing: 'fail',
  levels: DEFAULT_LEVEL_RULES,
  maxCandidates: 30,
  scanIntervalSeconds: null,
  priority: 'momentum',
};
