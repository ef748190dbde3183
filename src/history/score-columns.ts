import { SMALLEST_ATR_RATIO } from '../indicators/smallest-atr.js';
import type { MetricName, NumberMetric } from '../indicators/metrics.js';
import type { Kernels } from '../kernels/engine/kernels.js';
import type { MetricComponent } from '../scoring/component.js';
import { COMPONENTS, type Weights } from '../scoring/components/index.js';
import type { Curve } from '../scoring/curves.js';
import { MAX_VALUE } from '../scoring/curves.js';
import { valueOf } from '../scoring/measure-component.js';
import { distanceInAtrs, LONG_SHARE, mixSurges, SHORT_SHARE } from '../scoring/raw-values.js';
import { COLUMN_TYPES, type HistoryMetric, isHistoryMetric, type MetricColumns } from './history-columns.js';
import type { HistoryMemory } from './history-memory.js';
import type { MarketHistory } from './market-history.js';

/** A component's values of rows [from, to) of the chunk; NaN in, NaN out. */
interface ComponentColumn {
  run(kernels: Kernels, history: MarketHistory, out: OutColumn, rows: Rows): void;
}

/** Where the values are written to. */
interface OutColumn {
  readonly address: number;
  readonly view: () => Float64Array;
}

interface Rows {
  readonly from: number;
  readonly to: number;
}

type Addresses = Readonly<Record<HistoryMetric, number>>;
type NumberColumn = Exclude<HistoryMetric, 'breakout'>;

type RawKernel = (kernels: Kernels, metrics: Addresses, out: number, from: number, to: number) => void;

/** Raw values that have a kernel, with the same operations. */
const RAW_KERNELS: ReadonlyMap<MetricComponent['raw'], RawKernel> = new Map([
  [
    mixSurges,
    (kernels, { surgeLong, surgeShort }, out, from, to) =>
      kernels.surgeMixture(surgeLong, surgeShort, out, from, to, LONG_SHARE, SHORT_SHARE),
  ],
  [
    distanceInAtrs,
    (kernels, { price, donchianHigh, atr }, out, from, to) =>
      kernels.distanceInAtrs(price, donchianHigh, atr, out, from, to, SMALLEST_ATR_RATIO),
  ],
] satisfies readonly (readonly [NonNullable<MetricComponent['raw']>, RawKernel])[]);

/** How a component is computed over rows; undefined = candles cannot give it anything. */
function columnOf(component: MetricComponent): ComponentColumn | undefined {
  const { needs, raw, value } = component;
  if (!needs.some(isHistoryMetric)) return undefined;
  const rawKernel = RAW_KERNELS.get(raw);
  if (typeof value === 'function' || (raw !== undefined && rawKernel === undefined)) return byRows(component);
  const [first] = needs;
  return byKernels(value, rawKernel, first as NumberColumn) ?? byRows(component);
}

/** undefined: the curve's kernel reads columns of another type. */
function byKernels(
  curve: Curve,
  rawKernel: RawKernel | undefined,
  first: NumberColumn,
): ComponentColumn | undefined {
  const type = rawKernel === undefined ? typeOf(first) : 'double';
  if (type !== (curve.kind === 'saturated' ? 'double' : 'single')) return undefined;
  return {
    run(kernels, { addresses: { metrics } }, { address: out }, { from, to }) {
      rawKernel?.(kernels, metrics, out, from, to);
      const raw = rawKernel === undefined ? metrics[first] : out;
      if (curve.kind === 'saturated') {
        kernels.saturatedColumn(raw, out, from, to, curve.zeroAt, curve.half, MAX_VALUE);
      } else {
        kernels.clippedLine(raw, out, from, to, curve.atZero, -curve.cost, MAX_VALUE);
      }
    },
  };
}

function typeOf(metric: HistoryMetric): string | undefined {
  return Object.entries(COLUMN_TYPES).find(([, names]) => names.some((name) => name === metric))?.[0];
}

/** Row by row, with the component's own functions. */
function byRows(component: MetricComponent): ComponentColumn {
  const { needs, raw = (first: number) => first } = component;
  return {
    run(_, { columns: { metrics } }, { view }, { from, to }) {
      const values = view();
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

/** undefined: it is not known of the past. */
function columnFor(metrics: MetricColumns, name: NumberMetric): ArrayLike<number> | undefined {
  return isHistoryMetric(name) ? metrics[name] : undefined;
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
    const used = COMPONENTS.flatMap((component) => {
      const weight = weights[component.name] ?? 0;
      // Levels are not found for every bar.
      if (weight === 0 || 'ofLevels' in component) return [];
      const column = columnOf(component);
      return column === undefined ? [] : [{ weight, column, needs: component.needs }];
    });
    this.weights = used.map(({ weight }) => weight);
    this.#columns = used.map(({ column }) => column);
    this.metrics = used.flatMap(({ needs }) => (needs as readonly MetricName[]).filter(isHistoryMetric));
  }

  /** Writes the scores of a market's rows. */
  judge(kernels: Kernels, memory: HistoryMemory, market: MarketHistory): void {
    const { addresses, from, to, rows } = market;
    const { address, stride, weights } = memory.components;
    const [first, end] = [from - rows.lookback, to - rows.lookback];
    for (const [index, column] of this.#columns.entries()) {
      column.run(
        kernels,
        market,
        { address: address + index * stride, view: () => memory.componentView(index) },
        {
          from: first,
          to: end,
        },
      );
    }
    kernels.weightedMean(address, stride, weights, this.#columns.length, addresses.score, first, end);
  }
}
