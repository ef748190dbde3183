import { barCount } from '../market/candle-series.js';
import { findCandidates } from './candidates.js';
import { DEFAULT_LEVEL_RULES } from './level-rules.js';
import { roundNumberBonus } from './round-number.js';
import { cascadeBonus, levelStrength } from './strength.js';
import { breaksOf, toTouches, touchingBars } from './zone.js';
import type { CandleSeries } from '../market/candle-series.js';
import type { Candidate } from './candidates.js';
import type { Level } from './level.js';
import type { LevelRules } from './level-rules.js';
import type { Zone } from './zone.js';

/** With fewer bars the history is too short. */
const MIN_BARS = 20;

export interface LevelOptions extends Partial<LevelRules> {
  /** ATR of the last bar, quote currency: the unit of all distances. */
  readonly atr: number | null;
}

/** A potential level: the first extreme seen there. Later ones within its zone are its touches. */
interface Anchor extends Candidate {
  readonly zone: Zone;
}

/** An anchor that was touched often enough. */
interface Found extends Anchor {
  /** Bars that touched, ascending. */
  readonly touched: readonly number[];
}

/**
 * Support and resistance levels, strongest first (ties by price). A level's price is the first extreme there
 * and never moves; nothing in it looks ahead: a level with `knownAtMs` ≤ T is found, at the same price, in
 * the series cut at T, given the same ATR. (Strength, and which of two close levels is kept, are as of the
 * end.) Prices scale and strengths stay the same, bit for bit, when all prices and the ATR are multiplied by
 * 2^n, except for the bonus of round numbers.
 * @param series clean candles, oldest first.
 * @returns [] with fewer than 20 bars, or if the ATR is not a number above 0.
 */
export function detectLevels(series: CandleSeries, options: LevelOptions): Level[] {
  const { atr, ...given } = options;
  const rules: LevelRules = { ...DEFAULT_LEVEL_RULES, ...given };
  if (atr === null || !(atr > 0) || barCount(series) < MIN_BARS) return [];

  const found: Found[] = [];
  for (const anchor of findAnchors(series, rules.touchToleranceAtr * atr)) {
    const touched = touchingBars(series, anchor.zone, rules.touchGapBars);
    if (touched.length >= rules.minTouches) found.push({ ...anchor, touched });
  }
  const volumeMean = meanOf(series.volume);
  const rated = found.map((each) => rate(series, each, { atr, rules, volumeMean, found }));
  rated.sort(byStrength);
  return separate(rated, rules.separationAtr * atr).map((each) =>
    toLevel(series, each, rules.minTouches, atr),
  );
}

function byStrength(a: Rated, b: Rated): number {
  return b.strength - a.strength || a.zone.price - b.zone.price || (a.zone.type < b.zone.type ? -1 : 1);
}

/** What the bars say about it. */
interface Rated extends Found {
  readonly strength: number;
  readonly isFlipped: boolean;
}

/**
 * Candidates in the order in which they become known; one within the zone of an earlier anchor does not start
 * another.
 */
function findAnchors(series: CandleSeries, halfWidth: number): Anchor[] {
  const anchors: Anchor[] = [];
  const candidates = findCandidates(series);
  const taken = {
    resistance: new TakenPrices(candidates.length),
    support: new TakenPrices(candidates.length),
  };
  for (const candidate of candidates) {
    const { type, bar } = candidate;
    const price = (type === 'resistance' ? series.high : series.low)[bar];
    if (!taken[type].take(price, halfWidth)) continue;
    anchors.push({ ...candidate, zone: { type, price, halfWidth } });
  }
  return anchors;
}

/** Prices of the anchors of one type as plain numbers: every candidate is compared with a hundred of them. */
class TakenPrices {
  readonly #prices: Float64Array;
  #count = 0;

  constructor(capacity: number) {
    this.#prices = new Float64Array(capacity);
  }

  /** False if the price lies within `halfWidth` of one taken before. */
  take(price: number, halfWidth: number): boolean {
    const prices = this.#prices;
    const count = this.#count;
    for (let index = 0; index < count; index++) {
      if (Math.abs(prices[index] - price) <= halfWidth) return false;
    }
    prices[this.#count++] = price;
    return true;
  }
}

interface Surroundings {
  readonly atr: number;
  readonly rules: LevelRules;
  readonly volumeMean: number;
  readonly found: readonly Found[];
}

function rate(
  series: CandleSeries,
  found: Found,
  { atr, rules, volumeMean, found: all }: Surroundings,
): Rated {
  const { zone, touched } = found;
  const firstTouch = touched[0];
  const lastTouch = touched[touched.length - 1];
  const { pierceShare, isFlipped } = breaksOf(series, zone, firstTouch);

  const reach = (zone.price * rules.cascadeBps) / 10_000;
  let neighbours = 0;
  for (const other of all) if (Math.abs(other.zone.price - zone.price) <= reach) neighbours++;
  const round = rules.roundNumbers ? roundNumberBonus(zone.price, atr) : 0;
  const strength = levelStrength({
    touches: touched.length,
    spanShare: (lastTouch - firstTouch) / (barCount(series) - 1),
    volumeRatio: volumeMean > 0 ? meanAt(series.volume, touched) / volumeMean : 0,
    pierceShare,
    bonus: round + cascadeBonus(neighbours, rules.cascadeLevels),
  });
  return { ...found, strength, isFlipped };
}

/**
 * Keeps a level only if no stronger one of its type is nearer than `distance`. Strongest first, in and out.
 */
function separate(rated: readonly Rated[], distance: number): Rated[] {
  const kept: Rated[] = [];
  for (const each of rated) {
    const { type, price } = each.zone;
    const isCrowded = kept.some(({ zone }) => zone.type === type && Math.abs(zone.price - price) < distance);
    if (!isCrowded) kept.push(each);
  }
  return kept;
}

function toLevel(series: CandleSeries, rated: Rated, minTouches: number, atr: number): Level {
  const { openTimeMs, close, timeframeMs } = series;
  const { touched, confirmedBar, strength, isFlipped } = rated;
  const { type, price } = rated.zone;
  const knownBar = Math.max(confirmedBar, touched[minTouches - 1]);
  return {
    price,
    type,
    role: isFlipped ? 'flipped' : type,
    strength,
    touches: toTouches(series, type, touched),
    firstTouchMs: openTimeMs[touched[0]],
    lastTouchMs: openTimeMs[touched[touched.length - 1]],
    knownAtMs: openTimeMs[knownBar] + timeframeMs,
    distanceAtr: (price - close[close.length - 1]) / atr,
  };
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

function meanAt(values: Float64Array, bars: readonly number[]): number {
  let sum = 0;
  for (const bar of bars) sum += values[bar];
  return sum / bars.length;
}
