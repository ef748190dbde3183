import { FILTERS } from '../../../filters/index.js';
import { blockingFilters } from '../../../filters/run-filters.js';
import type { MetricName } from '../../../indicators/metrics.js';
import { METRIC_NAMES, metricRow } from '../../../indicators/metrics.js';
import type { Preset } from '../../../presets/preset.js';
import type { MarketResult, ScanResult } from '../../../scanner/scan-result.js';
import { isoTime } from '../../../util/iso-time.js';
import { SquallError } from '../../../util/squall-error.js';
import type { Cell, ColumnType, TableColumn, TablePart } from '../../../tables/table.js';
import type { ReplayedScan, ReplayOptions } from '../../replay-scan.js';
import type { Replay } from '../replay.js';
import type { RecordingTable } from './recording-table.js';

/** A column, and the value it takes from a market. */
interface Field extends TableColumn {
  read(market: MarketResult, result: ScanResult, scan: ReplayedScan): Cell;
}

function field(
  name: string,
  type: ColumnType,
  read: Field['read'],
  { isNullable = true }: { readonly isNullable?: boolean } = {},
): Field {
  return { name, type, isNullable, read };
}

const ALWAYS = { isNullable: false };

function fieldsOf({ filters, weights }: Preset): Field[] {
  const judged = FILTERS.filter(({ name }) => filters[name] !== undefined);
  return [
    field('asOfTime', 'timestamp', (_, { asOfMs }) => asOfMs, ALWAYS),
    field('symbol', 'label', ({ symbol }) => symbol, ALWAYS),
    field('rank', 'integer', ({ rank }) => rank),
    field('passed', 'boolean', ({ passed }) => passed, ALWAYS),
    field('score', 'double', ({ score }) => score),
    field('score100', 'double', ({ score100 }) => score100),
    field('marketClass', 'label', ({ marketClass }) => marketClass, ALWAYS),
    ...METRIC_NAMES.map((name) => field(name, typeOfMetric(name), ({ metrics }) => metrics[name])),
    ...judged.map(({ name }) =>
      field(
        `filter_${name}`,
        'boolean',
        (market) => market.filters.find((filter) => filter.name === name)?.passed ?? null,
      ),
    ),
    ...Object.keys(weights).map((name) =>
      field(
        `points_${name}`,
        'double',
        ({ components }) => components.find((line) => line.name === name)?.points ?? null,
      ),
    ),
    field('failedFilters', 'text', (market, result) => blockingOf(market, result).failed.join(' '), ALWAYS),
    field(
      'filtersWithoutData',
      'text',
      (market, result) => blockingOf(market, result).withoutData.join(' '),
      ALWAYS,
    ),
    field('errors', 'text', ({ errors }) => errors.map(({ code }) => code).join(' '), ALWAYS),
    field('isIdentical', 'boolean', (_, __, { isIdentical }) => isIdentical, ALWAYS),
  ];
}

function typeOfMetric(name: MetricName): ColumnType {
  const types = { number: 'double', count: 'integer', direction: 'text' } as const;
  return types[metricRow(name).value];
}

function blockingOf(
  { filters }: MarketResult,
  { onMissing }: ScanResult,
): ReturnType<typeof blockingFilters> {
  return blockingFilters(filters, onMissing);
}

/** Every scan recomputed: one row per scan and market, by as-of time and rank. Failed scans have no rows. */
export function scanTable(
  replay: Replay,
  options: ReplayOptions,
  onProgress: (done: number, total: number) => void,
): RecordingTable {
  const problems: string[] = [];
  const fields = fieldsOf(replay.preset);
  async function* parts(): AsyncGenerator<TablePart> {
    const { scans } = replay.recording;
    for (const [index, { record }] of scans.entries()) {
      onProgress(index, scans.length);
      const when = `the scan as of ${isoTime(record.asOfMs)}`;
      if (record.resultSha256 === null) continue;
      const scan = await replay.scanAt(index, options).catch((error: unknown) => {
        if (!(error instanceof SquallError)) throw error;
        problems.push(`${when} is not in it: ${error.message}`);
        return null;
      });
      if (scan === null) continue;
      if (!scan.isIdentical) problems.push(`${when} is NOT what was recorded (isIdentical is false)`);
      const { result } = scan.scanned;
      yield fields.map((column) => result.markets.map((market) => column.read(market, result, scan)));
    }
  }
  return { columns: fields, parts: parts(), problems: () => problems };
}
