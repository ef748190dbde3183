import { atrQualityValue } from '../../scoring/components/atr-quality.js';
import { breakoutValue } from '../../scoring/components/breakout.js';
import { correlationValue } from '../../scoring/components/correlation.js';
import { COMPONENTS, type ComponentName, type Weights } from '../../scoring/components/index.js';
import { turnoverShare } from '../../scoring/components/liquidity.js';
import { reversalValue } from '../../scoring/components/losers-reversal.js';
import { momentumValue } from '../../scoring/components/momentum.js';
import { trendOf } from '../../scoring/components/recent-move.js';
import { mixSurges, volSurgeValue } from '../../scoring/components/vol-surge.js';
import { volatilityValue } from '../../scoring/components/volatility.js';
import { volumeValue } from '../../scoring/components/volume.js';
import { clipValue, shareToValue } from '../../scoring/curves.js';
import { type MetricColumns } from './history-columns.js';

/** Writes a component's values of rows [from, to) to `into` from index 0; NaN in, NaN out. */
type ComponentColumn = (metrics: MetricColumns, from: number, to: number, into: Float64Array) => void;

/** No data in candles, or (levels) not computed for every bar. */
const ABSENT = null;

const COLUMNS: Readonly<Record<ComponentName, ComponentColumn | typeof ABSENT>> = {
  volSurge({ surgeLong, surgeShort }, from, to, into) {
    for (let i = from; i < to; i++) into[i - from] = volSurgeValue(mixSurges(surgeLong[i], surgeShort[i]));
  },
  volume({ surgeLong, surgeShort }, from, to, into) {
    for (let i = from; i < to; i++) into[i - from] = volumeValue(mixSurges(surgeLong[i], surgeShort[i]));
  },
  breakout({ price, donchianHigh, atr }, from, to, into) {
    for (let i = from; i < to; i++) {
      into[i - from] = atr[i] > 0 ? breakoutValue((price[i] - donchianHigh[i]) / atr[i]) : NaN;
    }
  },
  momentum({ change1hPct }, from, to, into) {
    for (let i = from; i < to; i++) into[i - from] = momentumValue(change1hPct[i]);
  },
  oiDelta: ABSENT,
  atrQuality({ atrRatio }, from, to, into) {
    for (let i = from; i < to; i++) into[i - from] = atrQualityValue(atrRatio[i]);
  },
  volatility({ bbWidthPercentile }, from, to, into) {
    for (let i = from; i < to; i++) into[i - from] = volatilityValue(bbWidthPercentile[i]);
  },
  correlation({ btcCorrelation }, from, to, into) {
    for (let i = from; i < to; i++) into[i - from] = correlationValue(btcCorrelation[i]);
  },
  tradesPerMinute: ABSENT,
  liquidity({ turnover24h }, from, to, into) {
    for (let i = from; i < to; i++) into[i - from] = shareToValue(turnoverShare(turnover24h[i]));
  },
  levelQuality: ABSENT,
  gainersMomentum({ recentChangePct, recentVolumeRatio }, from, to, into) {
    for (let i = from; i < to; i++) {
      into[i - from] = clipValue(recentChangePct[i] + volumeTrend(recentVolumeRatio[i]));
    }
  },
  losersMomentum({ recentChangePct, recentVolumeRatio }, from, to, into) {
    for (let i = from; i < to; i++) {
      into[i - from] = clipValue(-recentChangePct[i] + volumeTrend(recentVolumeRatio[i]));
    }
  },
  losersReversal({ recentChangePct, recentVolumeRatio, change24hPct }, from, to, into) {
    for (let i = from; i < to; i++) {
      const trend = volumeTrend(recentVolumeRatio[i]);
      into[i - from] = reversalValue(recentChangePct[i], trend, change24hPct[i]);
    }
  },
};

function volumeTrend(ratio: number): number {
  return ratio !== ratio ? 0 : trendOf(ratio);
}

/** A preset's score as a pass over columns. */
export type ScoreColumn = (metrics: MetricColumns, from: number, to: number, into: Float64Array) => void;

/**
 * The score of scoreMarket, with the same operations in the same order, so with the same bits for the same metrics.
 * Components that candles cannot give have no data.
 * @param maxRows  longest stretch that will be scored at a time
 */
export function compileScore(weights: Weights, maxRows: number): ScoreColumn {
  const used = COMPONENTS.flatMap(({ name }) => {
    const weight = weights[name] ?? 0;
    const column = COLUMNS[name];
    return weight === 0 || column === ABSENT ? [] : [{ weight, column, values: new Float64Array(maxRows) }];
  });
  const totals = new Float64Array(maxRows);
  const fullWeight = used.reduce((sum, { weight }) => sum + Math.abs(weight), 0);
  return (metrics, from, to, into) => {
    const count = to - from;
    let hasGaps = used.length === 0;
    for (const { column, values } of used) {
      column(metrics, from, to, values);
      hasGaps ||= containsNaN(values, count);
    }
    into.fill(0, from, to);
    if (hasGaps) sumWithGaps(used, totals, from, count, into);
    else for (const { weight, values } of used) addPoints(values, weight, fullWeight, from, count, into);
  };
}

interface Used {
  readonly weight: number;
  readonly values: Float64Array;
}

function containsNaN(values: Float64Array, count: number): boolean {
  // The sum of numbers within ±3 is a number.
  let sum = 0;
  for (let i = 0; i < count; i++) sum += values[i];
  return sum !== sum;
}

function addPoints(
  values: Float64Array,
  weight: number,
  total: number,
  from: number,
  count: number,
  into: Float64Array,
): void {
  for (let i = 0; i < count; i++) into[from + i] += (weight * values[i]) / total;
}

function sumWithGaps(
  used: readonly Used[],
  totals: Float64Array,
  from: number,
  count: number,
  into: Float64Array,
): void {
  totals.fill(0, 0, count);
  for (const { weight, values } of used) {
    const size = Math.abs(weight);
    for (let i = 0; i < count; i++) if (values[i] === values[i]) totals[i] += size;
  }
  for (let i = 0; i < count; i++) if (totals[i] === 0) into[from + i] = NaN;
  for (const { weight, values } of used) {
    for (let i = 0; i < count; i++) {
      if (values[i] === values[i]) into[from + i] += (weight * values[i]) / totals[i];
    }
  }
}
