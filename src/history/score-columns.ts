import { SMALLEST_ATR_RATIO } from '../indicators/smallest-atr.js';
import type { MetricName, NumberMetric } from '../indicators/metrics.js';
import type { ColumnCall, ColumnCalls } from '../kernels/engine/column-calls.js';
import type { MetricComponent } from '../scoring/component.js';
import { COMPONENTS, type Weights } from '../scoring/components/index.js';
import type { Curve } from '../scoring/curves.js';
import { MAX_VALUE } from '../scoring/curves.js';
import { valueOf } from '../scoring/measure-component.js';
import { distanceInAtrs, LONG_SHARE, mixSurges, SHORT_SHARE } from '../scoring/raw-values.js';
import { COLUMN_TYPES, type HistoryMetric, isHistoryMetric, type MetricColumns } from './history-columns.js';
import type { HistoryMemory } from './history-memory.js';
import type { MarketHistory } from './market-history.js';

/** Computes a component's values for rows [from, to) of the chunk; NaN in, NaN out. */
interface ComponentColumn {
  /** With kernels. */
  readonly calls?: (metrics: Addresses, out: number) => readonly ColumnCall[];
  /** In JavaScript, if it has no kernels. */
  readonly run?: (metrics: MetricColumns, out: Float64Array, from: number, to: number) => void;
}

type Addresses = Readonly<Record<HistoryMetric, number>>;
type NumberColumn = Exclude<HistoryMetric, 'breakout'>;

type RawKernel = (metrics: Addresses, out: number) => ColumnCall;

/** Raw values that have a kernel with the same operations. */
const RAW_KERNELS = new Map<MetricComponent['raw'], RawKernel>([
  [
    mixSurges,
    ({ surgeLong: long, surgeShort: short }, out) => ({
      ...{ kernel: 'surgeMixture', long, short, out, longShare: LONG_SHARE, shortShare: SHORT_SHARE },
    }),
  ],
  [
    distanceInAtrs,
    ({ price, donchianHigh: edge, atr }, out) => ({
      ...{ kernel: 'distanceInAtrs', price, edge, atr, out, least: SMALLEST_ATR_RATIO },
    }),
  ],
]);

/** The column form of a component; undefined if it cannot be computed from candles. */
function columnOf(component: MetricComponent): ComponentColumn | undefined {
  const { needs, raw, value } = component;
  if (!needs.some(isHistoryMetric)) return undefined;
  const rawKernel = RAW_KERNELS.get(raw);
  if (typeof value === 'function' || (raw !== undefined && rawKernel === undefined)) return byRows(component);
  const [first] = needs;
  return byKernels(value, rawKernel, first as NumberColumn) ?? byRows(component);
}

/** The kernel form; undefined if the curve's kernel reads columns of another type. */
function byKernels(
  curve: Curve,
  rawKernel: RawKernel | undefined,
  first: NumberColumn,
): ComponentColumn | undefined {
  const type = rawKernel === undefined ? typeOf(first) : 'double';
  if (type !== (curve.kind === 'saturated' ? 'double' : 'single')) return undefined;
  return {
    calls(metrics, out) {
      const raw = rawKernel === undefined ? [] : [rawKernel(metrics, out)];
      const columns = { values: rawKernel === undefined ? metrics[first] : out, out, most: MAX_VALUE };
      if (curve.kind === 'saturated') {
        return [...raw, { kernel: 'saturated', ...columns, origin: curve.zeroAt, half: curve.half }];
      }
      return [...raw, { kernel: 'clippedLine', ...columns, base: curve.atZero, slope: -curve.cost }];
    },
  };
}

function typeOf(metric: HistoryMetric): string | undefined {
  return Object.entries(COLUMN_TYPES).find(([, names]) => names.some((name) => name === metric))?.[0];
}

/** The JavaScript form: row by row, with the component's own functions. */
function byRows(component: MetricComponent): ComponentColumn {
  const { needs, raw = (first: number) => first } = component;
  return {
    run(metrics, values, from, to) {
      const [first, second, third, fourth] = needs.map((name) => columnFor(metrics, name));
      for (let row = from; row < to; row++) {
        const a = first === undefined ? NaN : first[row];
        const b = second === undefined ? NaN : second[row];
        const c = third === undefined ? NaN : third[row];
        const d = fourth === undefined ? NaN : fourth[row];
        const found = raw(a, b, c, d);
        values[row] = Number.isNaN(found) ? NaN : valueOf(component, found, a, b, c, d);
      }
    },
  };
}

/** The metric's column; undefined if the metric is unknown for the past. */
function columnFor(metrics: MetricColumns, name: NumberMetric): ArrayLike<number> | undefined {
  return isHistoryMetric(name) ? metrics[name] : undefined;
}

/**
 * The column form of scoreMarket: the same operations in the same order, so the same bits for the same metrics.
 * Components that candles cannot provide have no data.
 */
export class ScoreColumns {
  /** Metrics that the components read. */
  readonly metrics: readonly HistoryMetric[];
  readonly weights: readonly number[];
  readonly #columns: readonly ComponentColumn[];

  constructor(weights: Weights) {
    const used = COMPONENTS.flatMap((component) => {
      const weight = weights[component.name] ?? 0;
      // A history does not compute levels.
      if (weight === 0 || 'ofLevels' in component) return [];
      const column = columnOf(component);
      return column === undefined ? [] : [{ weight, column, needs: component.needs }];
    });
    this.weights = used.map(({ weight }) => weight);
    this.#columns = used.map(({ column }) => column);
    this.metrics = used.flatMap(({ needs }) => (needs as readonly MetricName[]).filter(isHistoryMetric));
  }

  /** @returns a function that writes the scores of a market's rows */
  judgeOf(calls: ColumnCalls, memory: HistoryMemory, market: MarketHistory): () => void {
    const { metrics, score: out } = market.addresses;
    const { address: values, stride, weights } = memory.components;
    const count = this.#columns.length;
    const rows = this.#columns.flatMap(({ run }, index) => (run === undefined ? [] : [{ run, index }]));
    const written = calls.write([
      ...this.#columns.flatMap((column, index) => column.calls?.(metrics, values + index * stride) ?? []),
      { kernel: 'weightedMean', values, stride, weights, count, out },
    ]);
    return () => {
      const [from, to] = [market.from - market.rows.lookback, market.to - market.rows.lookback];
      for (const { run, index } of rows) run(market.columns.metrics, memory.componentView(index), from, to);
      written.run(from, to);
    };
  }
}
