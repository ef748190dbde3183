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
  /** `1m` … `1d`; only used together with `openTimeMs`. @default the distance of the first two bars */
  readonly timeframe?: string;
  /**
   * Definitions of other tools, by row; docs/migration.md lists which tool uses which. @default those of the
   * catalogue
   */
  readonly conventions?: Conventions;
  /** Close of BTC, or of another benchmark for `btcCorrelation`, on the same bars. */
  readonly reference?: Column;
}

const OPTIONS: OptionTable<IndicatorOptions> = {
  engine: true,
  wasm: true,
  indicators: true,
  params: true,
  timeframe: true,
  conventions: true,
  reference: true,
};

/** A series per output, as long as the input; NaN where not defined. */
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
 * @throws {TypeError} a column that is missing or does not contain numbers.
 * @throws {RangeError} lengths that differ; an unknown row, parameter or engine; a price ≤ 0, below 2.2e-308
 * or 1e12 times another; a low above the close; a volume above 1e30; times off the grid or in another unit.
 * @throws {SquallError} KERNEL_CANARY: a kernel wrote out of bounds, so no value can be trusted; a bug in
 * Squall.
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
 * Like `indicators`, but synchronous, on a loaded engine.
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
  const { timeframe, reference, params = {}, conventions = {} } = options;
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
    reference === undefined ? null : referenceSeries(series, reference),
  );
  return Object.assign(computed, computeConventions(series, conventions, params));
}

/** What callers call inputs that have another name here. */
const NAMES: { readonly [I in InputName]?: string } = { day: 'openTimeMs', benchmark: 'reference' };

/** The requested rows without duplicates, or every row whose inputs are given. */
function chooseRows(
  columns: IndicatorColumns,
  { indicators: ids, reference }: IndicatorOptions,
): IndicatorSpec[] {
  const inputs: Readonly<Record<InputName, unknown>> = {
    high: columns.high,
    low: columns.low,
    close: columns.close,
    volume: columns.volume,
    day: columns.openTimeMs,
    benchmark: reference,
  };
  const missing = (row: IndicatorSpec): InputName | undefined =>
    row.inputs.find((input) => inputs[input] === undefined);
  if (ids === undefined) return CATALOGUE.filter((row) => missing(row) === undefined);
  const isList: boolean = Array.isArray(ids);
  if (!isList) {
    throw new TypeError(`Expected \`indicators\` to be an array, got ${shownValue(ids)}.`);
  }
  const rows = [...new Set(ids)].map((id) => findIndicator(id));
  for (const row of rows) {
    const input = missing(row);
    if (input === undefined) continue;
    const name = NAMES[input] ?? input;
    throw new TypeError(`Expected \`${name}\`, which ${row.id} reads, got undefined.`);
  }
  return rows;
}

/** A parameter of a row that is not computed would be ignored, and is most likely a mistake. */
function checkParams(rows: readonly IndicatorSpec[], params: object): void {
  const ids = rows.map(({ id }) => id);
  for (const id of Object.keys(params)) {
    if (!ids.includes(id)) {
      throw new RangeError(`Expected \`params\` of requested rows (${ids.join(', ')}), got "${id}".`);
    }
  }
}

function referenceSeries(series: CandleSeries, reference: Column): CandleSeries {
  const close = copyOf('reference', reference);
  if (close.length !== series.close.length) {
    throw new RangeError(
      `Expected \`reference\` to be as long as \`close\` (${series.close.length}), got ${close.length}.`,
    );
  }
  const bar = close.findIndex((price) => !isPossiblePrice(price));
  if (bar < 0) return { ...series, symbol: 'reference', close };
  throw new RangeError(`Expected \`reference\` to be prices above 0, got ${close[bar]} in bar ${bar}.`);
}
