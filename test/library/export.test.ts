import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '../support/jest.js';
import type { ExportedTable } from '../../src/library/node/export/export-recording.js';
import { exportRecording } from '../../src/library/node/export/export-recording.js';
import { openReplay } from '../../src/library/node/replay.js';
import { loadPreset } from '../../src/presets/index.js';
import { sha256 } from '../../src/platform/node.js';
import { RecordingWriter } from '../../src/recording/writer/recording-writer.js';
import type { ScanToRecord } from '../../src/recording/writer/scan-encoder.js';
import type { Cell } from '../../src/tables/table.js';
import { HEADER as ANY_HEADER, simulatedScans } from '../recording/fixture.js';
import { query, readArrow, readParquet } from '../support/data-tools.js';
import { candleCsv } from '../support/candle-csv.js';
import { runCli } from '../support/run-cli.js';

const HEADER = { ...ANY_HEADER, preset: loadPreset('default') };
const PRICES = ['open', 'high', 'low', 'close', 'volume'] as const;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'squall-export-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const at = (name: string): string => join(folder, name);

async function record(path: string, scans: readonly ScanToRecord[], isSealed = true): Promise<void> {
  const writer = await RecordingWriter.open(path, HEADER, { sha256 });
  for (const scan of scans) await writer.append(scan);
  await (isSealed ? writer.seal() : writer.close());
}

async function exportTo(
  path: string,
  from: string,
  options: Pick<Parameters<typeof exportRecording>[1], 'table' | 'format'>,
): Promise<ExportedTable> {
  const replay = await openReplay(from);
  const parts: Uint8Array[] = [];
  const exported = await exportRecording(replay, { ...options, write: (bytes) => parts.push(bytes.slice()) });
  await replay.close();
  writeFileSync(path, Buffer.concat(parts));
  return exported;
}

/** What the table of candles must hold, made of what the scans were reported and of nothing that reads recordings. */
function candlesTold(scans: readonly ScanToRecord[]): Cell[][] {
  const reported = new Map<string, Map<number, { values: number[]; corrections: number }>>();
  for (const { outcome, bars } of scans) {
    for (const answer of bars?.answers ?? []) {
      if ('error' in answer) continue;
      const market =
        reported.get(answer.symbol) ?? new Map<number, { values: number[]; corrections: number }>();
      reported.set(answer.symbol, market);
      for (const [row, openTimeMs] of answer.candles.openTimeMs.entries()) {
        if (openTimeMs + HEADER.timeframeMs > outcome.asOfMs) continue;
        const values = PRICES.map((name) => answer.candles[name][row]);
        const before = market.get(openTimeMs);
        const isSame = before?.values.every((value, index) => Object.is(value, values[index])) ?? true;
        market.set(openTimeMs, { values, corrections: (before?.corrections ?? 0) + (isSame ? 0 : 1) });
      }
    }
  }
  return [...reported.keys()].sort().flatMap((symbol) => {
    const bars = [...reported.get(symbol)!].sort(([a], [b]) => a - b);
    return bars.map(([openTimeMs, { values, corrections }]): Cell[] => [
      symbol,
      openTimeMs,
      ...values.map((value) => (Number.isFinite(value) ? value + 0 : null)),
      corrections,
    ]);
  });
}

describe('the candles of a recording', () => {
  test.each([true, false])('are the last version seen by the scans, sealed: %s', async (isSealed) => {
    const scans = await simulatedScans({ scans: 8, markets: 8 });
    const path = at(`reported-${isSealed}.squall`);
    await record(path, scans, isSealed);
    const wanted = candlesTold(scans);
    expect(wanted.some((row) => Number(row.at(-1)) > 0)).toBe(true);
    expect(wanted.some((row) => row.includes(null))).toBe(true);
    for (const format of ['parquet', 'arrow'] as const) {
      const exported = await exportTo(at('table'), path, { table: 'candles', format });
      expect(exported).toMatchObject({ rows: wanted.length, columns: 8, problems: [] });
      const { columns, rows, metadata } =
        format === 'arrow' ? readArrow(at('table')) : await readParquet(at('table'));
      expect(columns).toEqual(['symbol', 'openTime', ...PRICES, 'corrections']);
      expect(rows).toEqual(wanted);
      expect(metadata).toMatchObject({
        'squall.timeframe': '5m',
        'squall.scans': '8',
        'squall.table': 'candles',
      });
      const replay = await openReplay(path);
      expect(metadata['squall.recordingChain']).toBe((await replay.verify()).chain);
      expect(JSON.parse(metadata['squall.source'])).toEqual(HEADER.source);
      await replay.close();
    }
  });

  test('are the decimals of their source file, to the nearest double', async () => {
    const csv = at('candles.csv');
    writeFileSync(csv, candleCsv({ markets: 3, bars: 432 }));
    const path = at('decimals.squall');
    await runCli(['record', '--candles', csv, '-o', path, '--every', '6h', '--quiet']);
    await runCli(['export', path, '--parquet', at('decimals.parquet'), '--quiet']);
    const [[reported, kept, different]] = await query(`
      with reported as (select symbol, epoch_ms(timestamp_ms) as t, open, high, low, close, volume from read_csv('${csv}',
        types = {'open': 'DOUBLE', 'high': 'DOUBLE', 'low': 'DOUBLE', 'close': 'DOUBLE', 'volume': 'DOUBLE'})),
      kept as (select symbol, openTime at time zone 'UTC' as t, open, high, low, close, volume
        from '${at('decimals.parquet')}')
      select (select count(*) from reported), (select count(*) from kept), (select count(*) from (from kept except from reported))`);
    expect([Number(reported), Number(kept), Number(different)]).toEqual([1728, 1728, 0]);
  });

  test('of a damaged recording are those that are whole, and the rest is reported with 22', async () => {
    const path = at('damaged.squall');
    await record(path, await simulatedScans({ scans: 6 }), false);
    const bytes = readFileSync(path);
    bytes[Math.floor(bytes.length * 0.7)] ^= 1;
    writeFileSync(path, bytes);
    // A correction that is lost leaves the form before it.
    const all = await simulatedScans({ scans: 6 });
    const reported = [1, 2, 3, 4, 5, 6].map((scans) => candlesTold(all.slice(0, scans)));
    const bars = new Set(reported.flat().map((row) => JSON.stringify(row.slice(0, -1))));
    const { exitCode, stderr } = await runCli(['export', path, '--parquet', at('damaged.parquet')]);
    expect(exitCode).toBe(22);
    expect(stderr).toContain(`${path}: bytes `);
    const { rows, metadata } = await readParquet(at('damaged.parquet'));
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.every((row) => bars.has(JSON.stringify(row.slice(0, -1))))).toBe(true);
    expect(Number(metadata['squall.damagedParts'])).toBeGreaterThan(0);
  });
});

describe('the scans of a recording', () => {
  test('are what a scan as of then prints, with a row for every market', async () => {
    const path = at('scans.squall');
    const span = ['--from', '2025-03-11T15:20:00Z', '--to', '2025-03-11T15:30:00Z'];
    await runCli(['record', '--simulate', '--markets', '40', '-o', path, ...span, '--quiet']);
    await runCli([
      'export',
      path,
      '--table',
      'scans',
      '--parquet',
      at('scans.parquet'),
      '--arrow',
      at('scans.arrow'),
    ]);
    const { columns, rows } = await readParquet(at('scans.parquet'));
    expect(readArrow(at('scans.arrow'))).toMatchObject({ columns, rows });
    expect(rows).toHaveLength(3 * 40);
    const { stdout } = await runCli(['replay', path, '--at', '2025-03-11T15:25:00Z', '--all', '--json']);
    const { asOf, markets } = JSON.parse(stdout) as {
      asOf: string;
      markets: (Record<'symbol' | 'rank' | 'score' | 'passed', Cell> & {
        metrics: Record<string, Cell>;
        filters: { name: string; passed: boolean | null }[];
        components: { name: string; points: number }[];
      })[];
    };
    const column = (name: string): Cell[] =>
      rows.filter((row) => row[0] === Date.parse(asOf)).map((row) => row[columns.indexOf(name)]);
    expect(columns[0]).toBe('asOfTime');
    for (const name of ['symbol', 'rank', 'score', 'passed'] as const) {
      expect(column(name)).toEqual(markets.map((market) => market[name]));
    }
    for (const name of Object.keys(markets[0].metrics)) {
      expect([name, ...column(name)]).toEqual([name, ...markets.map(({ metrics }) => metrics[name])]);
    }
    for (const { name } of markets[0].filters) {
      const passed = markets.map(
        ({ filters }) => filters.find((filter) => filter.name === name)?.passed ?? null,
      );
      expect([name, ...column(`filter_${name}`)]).toEqual([name, ...passed]);
    }
    for (const { name } of markets.find(({ components }) => components.length > 0)!.components) {
      const points = markets.map(
        ({ components }) => components.find((line) => line.name === name)?.points ?? null,
      );
      expect([name, ...column(`points_${name}`)]).toEqual([name, ...points]);
    }
    expect(new Set(column('isIdentical'))).toEqual(new Set([true]));
  });

  test('can be queried in SQL by the plain names of their columns', async () => {
    const { columns } = await readParquet(at('scans.parquet'));
    const [[count]] = await query(
      `select count(*) from (select ${columns.join(', ')} from '${at('scans.parquet')}')`,
    );
    expect(Number(count)).toBe(3 * 40);
  });

  test('that differ from the recording say so in their rows and with 22', async () => {
    const path = at('forged.squall');
    const [scan] = await simulatedScans({ scans: 1 });
    await record(path, [scan]);
    const { exitCode, stderr } = await runCli([
      'export',
      path,
      '--table',
      'scans',
      '--parquet',
      at('forged.parquet'),
    ]);
    expect(exitCode).toBe(22);
    expect(stderr).toContain('is NOT what was recorded');
    const { columns, rows } = await readParquet(at('forged.parquet'));
    expect(new Set(rows.map((row) => row[columns.indexOf('isIdentical')]))).toEqual(new Set([false]));
  });
});

describe('a file of an export', () => {
  let path: string;
  beforeAll(async () => {
    path = at('rules.squall');
    await record(path, await simulatedScans({ scans: 3 }));
  });

  test('is the same bytes each time', async () => {
    for (const format of ['parquet', 'arrow'] as const) {
      await exportTo(at('one'), path, { table: 'candles', format });
      await exportTo(at('two'), path, { table: 'candles', format });
      expect(readFileSync(at('one')).equals(readFileSync(at('two')))).toBe(true);
    }
  });

  test('is described as JSON', async () => {
    const file = at('reported.parquet');
    const { stdout } = await runCli(['export', path, '--parquet', file, '--json']);
    const exported = [{ file, table: 'candles', format: 'parquet', columns: 8, problems: [] }];
    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1, recording: path, exported });
  });

  test('never replaces a recording, whatever command writes it', async () => {
    const before = readFileSync(path);
    for (const args of [
      ['export', path, '--parquet', path],
      ['export', path, '--html', path],
      ['verify', path, '-o', path, '--format', 'json'],
      ['scan', '--simulate', '--markets', '20', '-o', path, '--format', 'csv'],
    ]) {
      const { exitCode, stderr } = await runCli(args);
      expect([exitCode, stderr]).toEqual([
        73,
        expect.stringContaining('it is a recording, which is never overwritten'),
      ]);
    }
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test.each([
    [[], 'Expected --html, --parquet or --arrow with the file to write, got none'],
    [['--parquet', 'x', '--table', 'levels'], '--table: expected one of candles, scans, got "levels"'],
    [['--html', 'x', '--table', 'scans'], '--table needs --parquet or --arrow'],
    [['--parquet', 'x', '--arrow', 'x'], 'Expected a file for each format, got x more than once'],
    [
      ['--parquet', 'x', '-o', 'y'],
      '-o cannot be combined with export, whose --html, --parquet and --arrow name the file to write',
    ],
  ])('is rejected if impossible: %j', async (flags, message) => {
    const { exitCode, stderr } = await runCli(['export', path, ...flags]);
    expect([exitCode, stderr]).toEqual([64, expect.stringContaining(message)]);
  });

  test('is missing if the folder is, or if there is nothing to write', async () => {
    const nowhere = await runCli(['export', path, '--parquet', at('none/x.parquet')]);
    expect(nowhere.exitCode).toBe(73);
    const empty = at('empty.squall');
    await record(empty, []);
    const nothing = await runCli(['export', empty, '--parquet', at('empty.parquet')]);
    expect([nothing.exitCode, nothing.stderr]).toEqual([
      65,
      'squall: The recording has no candles to export\n',
    ]);
    expect(() => readFileSync(at('empty.parquet'))).toThrow('ENOENT');
  });
});
