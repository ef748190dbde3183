import type { DataIssue } from '../../../market/data-issue.js';
import type { CandleColumns } from '../../../market/candle-series.js';
import { DAY_MS } from '../../../market/timeframe.js';
import type { ExchangeMarket } from '../markets/exchange-market.js';
import { formatAmount } from './format-amount.js';
import { toQuote, type Unit } from './amount.js';
import { typicalPrice } from './base-volume.js';

export interface UnitEvidence {
  readonly market: ExchangeMarket;
  /** Candles with the volume as it came. */
  readonly candles: CandleColumns;
  readonly timeframeMs: number;
  /** What the volume is declared to be counted in; null = not known. */
  readonly declared: Unit | null;
  /** Turnover of each bar as the exchange tells it, quote currency; null = not told. */
  readonly quoteVolume: Float64Array | null;
  /** Turnover of the 24 h before `timeMs`, quote currency; null = not told. */
  readonly ticker: { readonly turnover24h: number; readonly timeMs: number } | null;
}

/**
 * `verified`: the exchange's own turnover agrees. `unchecked`: nothing to compare with, the declared unit stands.
 * `refused`: no unit explains the volume, or another one than the declared.
 */
export type UnitVerdict =
  | { readonly kind: 'verified'; readonly unit: Unit; readonly ratio: number }
  | { readonly kind: 'unchecked'; readonly unit: Unit; readonly reason: string }
  | { readonly kind: 'refused'; readonly issue: DataIssue };

/** Volume times typical price is not turnover, and 24 h of bars are not the ticker's 24 h to the second. */
const TOLERANCE = 1.25;
const UNITS = ['base', 'quote', 'contracts'] as const;

/**
 * Compares the turnover that candles and a unit give with the turnover that the exchange tells: that of the same bars
 * if it does, else that of the ticker's 24 h. A unit explains the volume where the two differ by no more than a quarter.
 * A declared unit that does not explain it is never replaced by one that does: the market is refused. Only where none is
 * declared, the one unit that explains it is taken.
 */
export function verifyUnits(evidence: UnitEvidence): UnitVerdict {
  const { declared, market } = evidence;
  const spans = spansOf(evidence);
  if (typeof spans === 'string') return unchecked(declared, spans);
  const ratios = new Map<Unit, number>();
  for (const unit of UNITS) {
    const ratio = ratioOf(evidence, spans, unit);
    if (ratio !== null) ratios.set(unit, ratio);
  }
  const explaining = UNITS.filter((unit) => explains(ratios.get(unit)));
  const verified = (unit: Unit): UnitVerdict => ({ kind: 'verified', unit, ratio: ratios.get(unit)! });
  if (declared !== null && explaining.includes(declared)) return verified(declared);
  if (declared === null && explaining.length > 0) return verified(best(explaining, ratios));
  return refused(whyNot(declared, explaining, ratios, spans.told, market));
}

interface Spans {
  /** Rows that lie inside the time of the exchange's turnover with certainty, and those that may. */
  readonly inner: readonly [from: number, to: number];
  readonly outer: readonly [from: number, to: number];
  readonly told: number;
}

function spansOf({ candles, timeframeMs, quoteVolume, ticker }: UnitEvidence): Spans | string {
  const { openTimeMs } = candles;
  const rows = openTimeMs.length;
  if (quoteVolume !== null) {
    let told = 0;
    for (const turnover of quoteVolume) told += turnover;
    if (Number.isFinite(told) && rows > 0) return { inner: [0, rows], outer: [0, rows], told };
  }
  if (ticker === null) return 'the exchange tells no turnover to compare with';
  const fromMs = ticker.timeMs - DAY_MS;
  if (!(openTimeMs[0] <= fromMs)) return 'the candles do not reach back 24 hours';
  const firstAtOrAfter = (timeMs: number): number => {
    const row = openTimeMs.findIndex((openMs) => openMs >= timeMs);
    return row < 0 ? rows : row;
  };
  return {
    inner: [firstAtOrAfter(fromMs), firstAtOrAfter(ticker.timeMs - timeframeMs)],
    outer: [firstAtOrAfter(fromMs - timeframeMs + 1), firstAtOrAfter(ticker.timeMs)],
    told: ticker.turnover24h,
  };
}

/** Of the candles' turnover to the one that is told: 1 where that lies between what is certain and what may be. */
function ratioOf(
  { candles, market }: UnitEvidence,
  { inner, outer, told }: Spans,
  unit: Unit,
): number | null {
  const low = turnoverOf(candles, inner, unit, market);
  const high = turnoverOf(candles, outer, unit, market);
  if (low === null || high === null) return null;
  if (told >= low && told <= high) return 1;
  return told < low ? low / told : high / told;
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

function explains(ratio: number | undefined): boolean {
  return ratio !== undefined && ratio <= TOLERANCE && ratio >= 1 / TOLERANCE;
}

/** The ratio nearest to 1; of equals the first, so that contracts of one coin count as coins. */
function best(explaining: readonly Unit[], ratios: ReadonlyMap<Unit, number>): Unit {
  const distance = (unit: Unit): number => {
    const ratio = ratios.get(unit)!;
    return ratio < 1 ? 1 / ratio : ratio;
  };
  return explaining.reduce((nearest, unit) => (distance(unit) < distance(nearest) ? unit : nearest));
}

function unchecked(declared: Unit | null, reason: string): UnitVerdict {
  if (declared !== null) return { kind: 'unchecked', unit: declared, reason };
  return refused(`The unit of the candles' volume is not known, and ${reason}.`);
}

function whyNot(
  declared: Unit | null,
  explaining: readonly Unit[],
  ratios: ReadonlyMap<Unit, number>,
  told: number,
  { quote }: ExchangeMarket,
): string {
  const turnover = `the exchange's own turnover of ${formatAmount(told)} ${quote}`;
  if (declared === null) return `No unit explains the candles' volume against ${turnover}.`;
  const ratio = ratios.get(declared);
  const seen = ratio === undefined ? 'cannot be converted' : `gives ${formatAmount(ratio * told)} ${quote}`;
  const instead = explaining.length === 0 ? 'no other unit explains it' : `it looks like ${explaining[0]}`;
  return `The candles' volume, taken as ${declared}, ${seen} against ${turnover}; ${instead}.`;
}

function refused(message: string): UnitVerdict {
  return { kind: 'refused', issue: { code: 'DATA_UNIT', message } };
}
