import { CATALOGUE, findIndicator } from '../indicators/catalogue.js';
import { shownValue } from '../util/plain-text.js';
import type { IndicatorSpec, InputName } from '../indicators/catalogue.js';
import type { Engine } from '../kernels/engine/engine.js';
import { isPossiblePrice } from '../market/candle-limits.js';
import type { CandleSeries } from '../market/candle-series.js';
import { parseTimeframe } from '../market/timeframe.js';
import type { Column, IndicatorColumns } from './columns.js';
import { copyOf, seriesFromColumns } from './columns.js';
import type { OptionTable } from '../util/option-names.js';
import { checkOptionNames } from '../util/option-names.js';
import type { Conventions } from './conventions.js';
import { checkConventions, computeConventions } from './conventions.js';
import { computeSeries } from './compute-series.js';
import type { EngineOptions } from './engines.js';
import { engineFor } from './engines.js';
import type { IndicatorId, OutputName } from './indicator-outputs.js';

export interface IndicatorOptions<Id extends IndicatorId = IndicatorId> extends EngineOptions {
  /** @default every row of the catalogue whose inputs are given */
  readonly indicators?: readonly Id[];
  /** By row: `{ rsi: { period: 9 } }`. @default those of the catalogue */
  readonly params?: { readonly [Row in Id]?: Readonly<Record<string, number | string>> };
  /** `1m` … `1d`; only looked at together with `openTimeMs`. @default the distance of the first two bars */
  readonly timeframe?: string;
  /**
   * Definitions of other tools, by row; see docs/migration.md for which tool has which. @default those of the catalogue
   */
  readonly conventions?: Conventions;
  /** Close of BTC, or of whatever `btcCorrelation` is to compare with, on the same bars. */
  readonly benchmark?: Column;
}

const OPTIONS: OptionTable<IndicatorOptions> = {
  engine: true,
  wasm: true,
  indicators: true,
  params: true,
  timeframe: true,
  conventions: true,
  benchmark: true,
};

/** A series for each output, as long as the input; NaN where it is not defined. */
export type IndicatorSeries<Id extends IndicatorId> = { readonly [Name in OutputName<Id>]: Float64Array };

/**
 * Indicators of one market over all of its bars.
 *
 * How each is defined, and its parameters: `CATALOGUE`. Values are computed in float32 differences from a float64
 * anchor; see docs/accuracy.md for the largest errors.
 *
 * @example
 * const { atr, rsi } = await indicators({ high, low, close }, { indicators: ['atr', 'rsi'], params: { rsi: { period: 9
 * } } });
 * @throws {TypeError} a column that is missing or does not hold numbers.
 * @throws {RangeError} lengths that differ; a row, parameter or engine that does not exist; a price ≤ 0, below 2.2e-308
 *   or
 *   1e12 times another; a low above the close; a volume above 1e30; times off the grid or in another unit.
 * @throws {SquallError} KERNEL_CANARY: a kernel wrote where it must not, so that no value can be trusted; a bug of
 *   ours.
 */
export async function indicators<Id extends IndicatorId>(
  columns: IndicatorColumns,
  options: IndicatorOptions<Id> & { readonly indicators: readonly Id[] },
): Promise<IndicatorSeries<Id>>;
export async function indicators(
  columns: IndicatorColumns,
  options?: IndicatorOptions,
): Promise<Partial<IndicatorSeries<IndicatorId>>>;
export async function indicators(
  columns: IndicatorColumns,
  options: IndicatorOptions = {},
): Promise<Partial<IndicatorSeries<IndicatorId>>> {
  return computeIndicators(await engineFor(options), columns, options);
}

/**
 * As `indicators`, at once, on an engine that is loaded.
 *
 * @example
 * const engine = await loadEngine();
 * const { ema } = computeIndicators(engine, { close }, { indicators: ['ema'] });
 */
export function computeIndicators<Id extends IndicatorId>(
  engine: Engine,
  columns: IndicatorColumns,
  options: IndicatorOptions<Id> & { readonly indicators: readonly Id[] },
): IndicatorSeries<Id>;
export function computeIndicators(
  engine: Engine,
  columns: IndicatorColumns,
  options?: IndicatorOptions,
): Partial<IndicatorSeries<IndicatorId>>;
export function computeIndicators(
  engine: Engine,
  columns: IndicatorColumns,
  options: IndicatorOptions = {},
): Partial<IndicatorSeries<IndicatorId>> {
  checkOptionNames('indicators', options, OPTIONS);
  const { timeframe, benchmark, params = {}, conventions = {} } = options;
  const rows = chooseRows(columns, options);
  checkParams(rows, params);
  checkConventions(
    rows.map(({ id }) => id),
    conventions,
  );
  const series = seriesFromColumns(columns, timeframe === undefined ? null : parseTimeframe(timeframe));
  const computed = computeSeries(
    engine,
    series,
    rows.map(({ id }) => {
      const given = params[id as IndicatorId];
      return given === undefined ? { id } : { id, params: given };
    }),
    benchmark === undefined ? null : benchmarkSeries(series, benchmark),
  );
  return Object.assign(computed, computeConventions(series, conventions, params));
}

/** The rows that were asked for, each once, or every one whose inputs there are. */
function chooseRows(
  columns: IndicatorColumns,
  { indicators: ids, benchmark }: IndicatorOptions,
): IndicatorSpec[] {
  const given: Readonly<Record<InputName, unknown>> = {
    high: columns.high,
    low: columns.low,
    close: columns.close,
    volume: columns.volume,
    day: columns.openTimeMs,
    benchmark,
  };
  const missing = (row: IndicatorSpec): InputName | undefined =>
    row.inputs.find((input) => given[input] === undefined);
  if (ids === undefined) return CATALOGUE.filter((row) => missing(row) === undefined);
  const isList: boolean = Array.isArray(ids);
  if (!isList) {
    throw new TypeError(`Expected \`indicators\` to be an array, got ${shownValue(ids)}.`);
  }
  const rows = [...new Set(ids)].map((id) => findIndicator(id));
  for (const row of rows) {
    const input = missing(row);
    if (input === undefined) continue;
    const name = input === 'day' ? 'openTimeMs' : input;
    throw new TypeError(`Expected \`${name}\`, which ${row.id} reads, got undefined.`);
  }
  return rows;
}

/** A parameter of a row that is not computed would be ignored, most likely by mistake. */
function checkParams(rows: readonly IndicatorSpec[], params: object): void {
  const ids = rows.map(({ id }) => id);
  for (const id of Object.keys(params)) {
    if (!ids.includes(id)) {
      throw new RangeError(`Expected \`params\` of the rows asked for (${ids.join(', ')}), got "${id}".`);
    }
  }
}

function benchmarkSeries(series: CandleSeries, benchmark: Column): CandleSeries {
  const close = copyOf('benchmark', benchmark);
  if (close.length !== series.close.length) {
    throw new RangeError(
      `Expected \`benchmark\` to be as long as \`close\` (${series.close.length}), got ${close.length}.`,
    );
  }
  const bar = close.findIndex((price) => !isPossiblePrice(price));
  if (bar < 0) return { ...series, symbol: 'benchmark', close };
  throw new RangeError(`Expected \`benchmark\` to be prices above 0, got ${close[bar]} in bar ${bar}.`);
}
