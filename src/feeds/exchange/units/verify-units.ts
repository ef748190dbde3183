import type { DataIssue } from '../../../market/data-issue.js';
import type { CandleColumns } from '../../../market/candle-series.js';
import { DAY_MS } from '../../../market/timeframe.js';
import type { ExchangeMarket } from '../markets/exchange-market.js';
import { formatAmount } from './format-amount.js';
import { toQuote, type Unit } from './amount.js';
import { typicalPrice } from './base-volume.js';

export interface UnitEvidence {
  readonly market: ExchangeMarket;
  /** Candles with the volume as received. */
  readonly candles: CandleColumns;
  readonly timeframeMs: number;
  /** Declared unit of the volume; null = unknown. */
  readonly declared: Unit | null;
  /** Turnover of each bar as reported by the exchange, quote currency; null = unknown. */
  readonly quoteVolume: Float64Array | null;
  /** Turnover of the 24 h before `timeMs`, quote currency; null = unknown. */
  readonly ticker: { readonly turnover24h: number; readonly timeMs: number } | null;
  /**
   * The bars themselves report a turnover that agrees with the declared unit: the ticker's may then be larger
   * by trades after the last bar. Otherwise the running bar must be among the candles, or nothing was traded
   * in it.
   * @default false
   */
  readonly isProven?: boolean;
}

/**
 * `verified`: the exchange's own turnover agrees. `unchecked`: nothing to compare with, the declared unit
 * applies. `refused`: no unit explains the volume, or another one than the declared.
 */
export type UnitVerdict =
  | { readonly kind: 'verified'; readonly unit: Unit; readonly ratio: number }
  | { readonly kind: 'unchecked'; readonly unit: Unit; readonly reason: string }
  | { readonly kind: 'refused'; readonly issue: DataIssue };

/** Volume times typical price is not turnover, and 24 h of bars are not the ticker's 24 h to the second. */
const TOLERANCE = 1.25;
/**
 * How far a proven unit may fall short of the reported turnover without the newest bar: a breakout trades
 * much in few minutes.
 */
const TOLERANCE_WITHOUT_END = 4;
/** Preference order among units that fit equally well. */
const UNITS = ['base', 'quote', 'contracts'] as const;

/**
 * Compares the turnover that candles and a unit give with the turnover that the exchange reports: that of the
 * same bars if it does, otherwise that of the ticker's 24 h. A unit explains the volume if the two differ by no
 * more than a quarter. A declared unit that does not explain it is never replaced by one that does: the
 * market is rejected. Only if none is declared, the unit that explains it best is taken: several can only if
 * they are worth the same within a quarter.
 */
export function verifyUnits(evidence: UnitEvidence): UnitVerdict {
  const { declared, market } = evidence;
  const spans = spansOf(evidence);
  if (typeof spans === 'string') return unchecked(declared, spans);
  const explains = ({ ratio }: Fit): boolean => ratio <= TOLERANCE && ratio >= 1 / spans.maxShortfall;
  // The other units are examined only to say what may be wrong.
  const own = declared === null ? null : fitOf(evidence, spans, declared);
  if (own !== null && explains(own)) return { kind: 'verified', unit: own.unit, ratio: own.ratio };
  const fits = UNITS.flatMap((unit) => fitOf(evidence, spans, unit) ?? []);
  const explaining = fits.filter(explains);
  if (declared === null && explaining.length > 0) {
    const { unit, ratio } = bestOf(explaining);
    return { kind: 'verified', unit, ratio };
  }
  return refused(whyNot(declared, explaining, fits, spans.reported, market));
}

interface Spans {
  /** Rows that certainly lie inside the time of the exchange's turnover, and those that may. */
  readonly inner: readonly [from: number, to: number];
  readonly outer: readonly [from: number, to: number];
  readonly reported: number;
  readonly maxShortfall: number;
}

function spansOf({ candles, timeframeMs, quoteVolume, ticker, isProven }: UnitEvidence): Spans | string {
  const { openTimeMs } = candles;
  const rows = openTimeMs.length;
  if (quoteVolume !== null) {
    let reported = 0;
    for (const turnover of quoteVolume) reported += turnover;
    const all = [0, rows] as const;
    if (Number.isFinite(reported) && rows > 0)
      return { inner: all, outer: all, reported: reported, maxShortfall: TOLERANCE };
  }
  if (ticker === null) return 'the exchange reports no turnover to compare with';
  const fromMs = ticker.timeMs - DAY_MS;
  if (!(openTimeMs[0] <= fromMs)) return 'the candles do not reach back 24 hours';
  const endMs = openTimeMs[rows - 1] + timeframeMs;
  if (endMs < ticker.timeMs - timeframeMs) return 'the candles end before the ticker';
  const firstAtOrAfter = (timeMs: number): number => {
    for (let row = 0; row < rows; row++) if (openTimeMs[row] >= timeMs) return row;
    return rows;
  };
  return {
    inner: [firstAtOrAfter(fromMs), firstAtOrAfter(ticker.timeMs - timeframeMs)],
    outer: [firstAtOrAfter(fromMs - timeframeMs + 1), firstAtOrAfter(ticker.timeMs)],
    reported: ticker.turnover24h,
    maxShortfall: isProven === true && endMs < ticker.timeMs ? TOLERANCE_WITHOUT_END : TOLERANCE,
  };
}

/**
 * How a unit fits: its maximum turnover, and its ratio to the reported one, 1 if that lies between minimum
 * and maximum.
 */
interface Fit {
  readonly unit: Unit;
  readonly turnover: number;
  readonly ratio: number;
}

/** null for contracts of unknown size. */
function fitOf(
  { candles, market }: UnitEvidence,
  { inner, outer, reported: reported }: Spans,
  unit: Unit,
): Fit | null {
  const least = turnoverOf(candles, inner, unit, market);
  const most = turnoverOf(candles, outer, unit, market);
  if (least === null || most === null) return null;
  const ratio = reported < least ? least / reported : reported > most ? most / reported : 1;
  return { unit, turnover: most, ratio };
}

function turnoverOf(
  candles: CandleColumns,
  [from, to]: readonly [number, number],
  unit: Unit,
  market: ExchangeMarket,
): number | null {
  let sum = 0;
  for (let row = from; row < to; row++) {
    const turnover = toQuote(candles.volume[row], unit, typicalPrice(candles, row), market);
    if (turnover === null) return null;
    // A row without a number, or with an impossible one, is the cleaner's to judge.
    if (turnover >= 0 && turnover < Infinity) sum += turnover;
  }
  return sum;
}

function bestOf(explaining: readonly Fit[]): Fit {
  const missBy = ({ ratio }: Fit): number => Math.max(ratio, 1 / ratio);
  return explaining.reduce((best, fit) => (missBy(fit) < missBy(best) ? fit : best));
}

function unchecked(declared: Unit | null, reason: string): UnitVerdict {
  if (declared !== null) return { kind: 'unchecked', unit: declared, reason };
  return refused(`The unit of the candles' volume is unknown, and ${reason}.`);
}

function whyNot(
  declared: Unit | null,
  explaining: readonly Fit[],
  fits: readonly Fit[],
  reported: number,
  { quote }: ExchangeMarket,
): string {
  const turnover = `the exchange's own turnover of ${formatAmount(reported)} ${quote}`;
  if (declared === null) {
    return `No unit explains the candles' volume against ${turnover}.`;
  }
  const own = fits.find(({ unit }) => unit === declared);
  const seen = own === undefined ? 'cannot be converted' : `gives ${formatAmount(own.turnover)} ${quote}`;
  const names = explaining.map(({ unit }) => unit).join(' and ');
  const instead = explaining.length === 0 ? 'no other unit explains it' : `it looks like ${names}`;
  return `The candles' volume, taken as ${declared}, ${seen} against ${turnover}; ${instead}.`;
}

function refused(message: string): UnitVerdict {
  return { kind: 'refused', issue: { code: 'DATA_UNIT', message } };
}
