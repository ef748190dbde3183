import { blockingFilters } from '../../filters/run-filters.js';
import { METRIC_NAMES } from '../../indicators/metrics.js';
import { sourceName } from '../../market/invented-prices.js';
import { displaySymbol } from '../../market/symbol.js';
import { parseTimeframe } from '../../market/timeframe.js';
import type { ScanDocument } from '../../scanner/scan-document.js';
import type { MarketResult } from '../../scanner/scan-result.js';
import { csvLines } from './csv-lines.js';
import { presetLabel } from './preset-label.js';
import { scanColumns } from './scan-columns.js';
import { paintFor } from './style.js';

type Value = string | number | boolean | null;
type Read = (market: MarketResult) => Value;

/**
 * A header line and one line per market; an unknown value is an empty field. Every line identifies its scan.
 */
export function csvText(document: ScanDocument, chosen?: readonly string[]): string {
  const fields = fieldsOf(document);
  const columns = (chosen ?? [...fields.keys()]).map(
    (name) => [name, fields.get(name) ?? textCell(name, document)] as const,
  );
  const { asOf, timeframe } = document;
  const scan = {
    asOf,
    timeframe,
    preset: presetLabel(document.preset),
    source: sourceName(document.source),
  };
  return csvLines([
    [...columns.map(([name]) => name), ...Object.keys(scan)],
    ...document.markets.map((market) => [...columns.map(([, read]) => read(market)), ...Object.values(scan)]),
  ]);
}

function fieldsOf({ onMissing }: ScanDocument): ReadonlyMap<string, Read> {
  const blocking = ({ filters }: MarketResult) => blockingFilters(filters, onMissing);
  return new Map<string, Read>([
    ['rank', ({ rank }) => rank],
    ['symbol', ({ symbol }) => displaySymbol(symbol, Infinity)],
    ['passed', ({ passed }) => passed],
    ['score', ({ score }) => score],
    ['score100', ({ score100 }) => score100],
    ['marketClass', ({ marketClass }) => marketClass],
    ...METRIC_NAMES.map((name): [string, Read] => [name, (market) => market.metrics[name]]),
    ['failedFilters', (market) => blocking(market).failed.join(' ')],
    ['filtersWithoutData', (market) => blocking(market).withoutData.join(' ')],
    ['errors', ({ errors }) => errors.map(({ code }) => code).join(' ')],
  ]);
}

/** Columns that only the table has are written as shown there. */
function textCell(name: string, { timeframe, onMissing }: ScanDocument): Read {
  const context = { paint: paintFor('never'), timeframeMs: parseTimeframe(timeframe), onMissing };
  const [column] = scanColumns([name], [], context);
  return (market) => column.cell(market, context);
}
