import { SMALLEST_ATR_RATIO } from '../indicators/smallest-atr.js';
import type { Kernels } from '../kernels/engine/kernels.js';
import { atrQualityValue } from '../scoring/components/atr-quality.js';
import { HALF_ATR } from '../scoring/components/breakout.js';
import { DEPENDENCE_COST, INDEPENDENCE } from '../scoring/components/correlation.js';
import { COMPONENTS, type ComponentName, type Weights } from '../scoring/components/index.js';
import { turnoverShare } from '../scoring/components/liquidity.js';
import { reversalValue } from '../scoring/components/losers-reversal.js';
import { HALF_PCT } from '../scoring/components/momentum.js';
import { trendOf } from '../scoring/components/recent-move.js';
import { LONG_SHARE, mixSurges, SHORT_SHARE, volSurgeValue } from '../scoring/components/vol-surge.js';
import { volatilityValue } from '../scoring/components/volatility.js';
import { HALF_SURGE, USUAL_SURGE } from '../scoring/components/volume.js';
import { clipValue, MAX_VALUE, shareToValue } from '../scoring/curves.js';
import type { HistoryMetric, MetricColumns } from './history-columns.js';
import type { HistoryMemory } from './history-memory.js';
import type { MarketHistory } from './market-history.js';

/** A component's values of rows [from, to) of the block; NaN in, NaN out. */
interface ComponentColumn {
  readonly needs: readonly HistoryMetric[];
  /** Writes them to the column at `out`. */
  readonly run?: (kernels: Kernels, metrics: Addresses, out: number, from: number, to: number) => void;
  /** Else: the value of a row. */
  readonly rowValue?: (metrics: MetricColumns, row: number) => number;
}

type Addresses = Readonly<Record<HistoryMetric, number>>;

const RECENT = ['recentChangePct', 'recentVolumeRatio'] as const;

/** The same operations as the components' own; those of presets that many use are kernels. */
const COLUMNS: Readonly<Partial<Record<ComponentName, ComponentColumn>>> = {
  volSurge: {
    needs: ['surgeLong', 'surgeShort'],
    rowValue: ({ surgeLong, surgeShort }, row) => volSurgeValue(mixSurges(surgeLong[row], surgeShort[row])),
  },
  volume: {
    needs: ['surgeLong', 'surgeShort'],
    run(kernels, { surgeLong, surgeShort }, out, from, to) {
      kernels.surgeMixture(surgeLong, surgeShort, out, from, to, LONG_SHARE, SHORT_SHARE);
      kernels.saturatedColumn(out, out, from, to, USUAL_SURGE, HALF_SURGE, MAX_VALUE);
    },
  },
  breakout: {
    needs: ['price', 'donchianHigh', 'atr'],
    run(kernels, { price, donchianHigh, atr }, out, from, to) {
      kernels.distanceInAtrs(price, donchianHigh, atr, out, from, to, SMALLEST_ATR_RATIO);
      kernels.saturatedColumn(out, out, from, to, 0, HALF_ATR, MAX_VALUE);
    },
  },
  momentum: {
    needs: ['change1hPct'],
    run: (kernels, { change1hPct }, out, from, to) =>
      kernels.saturatedColumn(change1hPct, out, from, to, 0, HALF_PCT, MAX_VALUE),
  },
  atrQuality: {
    needs: ['atrRatio'],
    rowValue: ({ atrRatio }, row) => atrQualityValue(atrRatio[row]),
  },
  volatility: {
    needs: ['bbWidthPercentile'],
    rowValue: ({ bbWidthPercentile }, row) => volatilityValue(bbWidthPercentile[row]),
  },
  correlation: {
    needs: ['btcCorrelation'],
    run: (kernels, { btcCorrelation }, out, from, to) =>
      kernels.clippedLine(btcCorrelation, out, from, to, INDEPENDENCE, -DEPENDENCE_COST, MAX_VALUE),
  },
  liquidity: {
    needs: ['turnover24h'],
    rowValue: ({ turnover24h }, row) => shareToValue(turnoverShare(turnover24h[row])),
  },
  gainersMomentum: {
    needs: RECENT,
    rowValue: (metrics, row) => clipValue(metrics.recentChangePct[row] + volumeTrend(metrics, row)),
  },
  losersMomentum: {
    needs: RECENT,
    rowValue: (metrics, row) => clipValue(-metrics.recentChangePct[row] + volumeTrend(metrics, row)),
  },
  losersReversal: {
    needs: [...RECENT, 'change24hPct'],
    rowValue(metrics, row) {
      const { recentChangePct, change24hPct } = metrics;
      return reversalValue(recentChangePct[row], volumeTrend(metrics, row), change24hPct[row]);
    },
  },
  // oiDelta, tradesPerMinute: no data in candles; levelQuality: levels are not found for every bar.
};

function volumeTrend({ recentVolumeRatio }: MetricColumns, row: number): number {
  const ratio = recentVolumeRatio[row];
  return ratio !== ratio ? 0 : trendOf(ratio);
}

/**
 * The score of scoreMarket, with the same operations in the same order, so with the same bits for the same metrics.
 * Components that candles cannot give have no data.
 */
export class ScoreColumns {
  /** Metrics that are looked at. */
  readonly metrics: readonly HistoryMetric[];
  readonly weights: readonly number[];
  readonly #columns: readonly ComponentColumn[];

  constructor(weights: Weights) {
    const used = COMPONENTS.flatMap(({ name }) => {
      const weight = weights[name] ?? 0;
      const column = COLUMNS[name];
      return weight === 0 || column === undefined ? [] : [{ weight, column }];
    });
    this.weights = used.map(({ weight }) => weight);
    this.#columns = used.map(({ column }) => column);
    this.metrics = this.#columns.flatMap(({ needs }) => needs);
  }

  /** Writes the scores of a market's rows. */
  judge(kernels: Kernels, memory: HistoryMemory, market: MarketHistory): void {
    const { addresses, from, to, rows } = market;
    const { address, stride, weights } = memory.components;
    const [first, end] = [from - rows.lookback, to - rows.lookback];
    for (const [index, { run, rowValue }] of this.#columns.entries()) {
      run?.(kernels, addresses.metrics, address + index * stride, first, end);
      if (rowValue === undefined) continue;
      const values = memory.componentView(index);
      const { metrics } = market.columns;
      for (let row = first; row < end; row++) values[row] = rowValue(metrics, row);
    }
    kernels.weightedMean(address, stride, weights, this.#columns.length, addresses.score, first, end);
  }
}
