import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '../support/jest.js';
import type { FoundEpisode } from '../../src/library/episodes.js';
import { readParquet } from '../support/data-tools.js';
import { runCli } from '../support/run-cli.js';

let folder: string;
let preset: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'squall-edge-'));
  preset = join(folder, 'easy.json');
  const filters = { change1h: { minPct: 1 }, dataHealth: { min: 0.5 } };
  writeFileSync(preset, JSON.stringify({ name: 'easy', extends: 'default', filters }));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const MARKET = ['--simulate', '--seed', '3', '--markets', '30'];

async function run(...args: readonly string[]) {
  return runCli([...args, ...MARKET, '--preset', preset], { SQUALL_STATE_DIR: join(folder, 'state') });
}

describe('squall history', () => {
  test('lists episodes in order of time, and as CSV with a column per horizon', async () => {
    const { exitCode, stdout } = await run('history', '--json');
    expect(exitCode).toBe(0);
    const { episodes, horizonsBars } = JSON.parse(stdout) as {
      episodes: { inMs: number; outMs: number; returns: unknown[] }[];
      horizonsBars: number[];
    };
    expect(horizonsBars).toEqual([1, 4, 12, 24, 48]);
    expect(episodes.length).toBeGreaterThan(0);
    expect(episodes.map(({ inMs }) => inMs)).toEqual(episodes.map(({ inMs }) => inMs).sort((a, b) => a - b));
    const csv = await run('history', '--format', 'csv', '--horizon', '1h');
    expect(csv.stdout.split('\n')[0]).toBe('symbol,in,out,passedBars,score,entry,return1h,best,worst');
  });

  test('writes them as Parquet, which others read to the same values', async () => {
    const { stdout } = await run('history', '--json', '--horizon', '1h,4h');
    const { episodes } = JSON.parse(stdout) as { episodes: FoundEpisode[] };
    const file = join(folder, 'episodes.parquet');
    expect(await run('history', '--horizon', '1h,4h', '-o', file)).toMatchObject({ exitCode: 0, stdout: '' });
    const { columns, types, rows, metadata } = await readParquet(file);
    expect(columns).toEqual([
      'symbol',
      'in',
      'out',
      'passedBars',
      'score',
      'entry',
      'return1h',
      'return4h',
      'best',
      'worst',
    ]);
    expect(types.slice(0, 4)).toEqual([
      'VARCHAR',
      'TIMESTAMP WITH TIME ZONE',
      'TIMESTAMP WITH TIME ZONE',
      'INTEGER',
    ]);
    expect(metadata).toMatchObject({ 'squall.preset': 'easy', 'squall.timeframe': '5m' });
    expect(rows).toEqual(
      episodes.map((each) => [
        ...[each.symbol, each.inMs, each.outMs, each.passedBars, each.score, each.entry],
        ...[...each.returns, each.best, each.worst],
      ]),
    );
    const none = await run('history', '--horizon', '1h', '--from', '2100-01-01', '-o', file);
    expect(none.exitCode).toBe(0);
    expect((await readParquet(file)).rows).toEqual([]);
  });

  test('wants to know where the Parquet goes', async () => {
    const { exitCode, stderr } = await run('history', '--format', 'parquet');
    expect(exitCode).toBe(64);
    expect(stderr).toContain('Expected -o with the Parquet file to write, got none');
  });
});

describe('squall edge', () => {
  test('gives its report as text, JSON, page and picture, and counts trials', async () => {
    const page = join(folder, 'report.html');
    const picture = join(folder, 'edge.svg');
    const { exitCode, stdout } = await run('edge', '--horizon', '1h,2h', '--html', page, '--svg', picture);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^easy: /m);
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      'simulated market, seed 3, 30 markets, not real prices: breakouts are planted',
    );
    const html = readFileSync(page, 'utf8');
    expect(html).toMatch(/<figure><svg .*<\/html>/s);
    for (const part of ['Path: ', 'Single events: ', 'Do higher scores', '<details><summary>']) {
      expect(html).toContain(part);
    }
    expect(html).not.toMatch(/NaN|undefined|Infinity|<script/);
    expect(readFileSync(picture, 'utf8')).toMatch(/^<svg /);
    const again = JSON.parse((await run('edge', '--horizon', '4h', '--json')).stdout) as {
      method: { triedNow: number; triedBefore: number };
    };
    expect(again.method).toMatchObject({ triedNow: 1, triedBefore: 2 });
  });

  test.each([
    [['--horizon', '7m'], '--horizon: expected whole bars of 5m, got 7m'],
    [['--horizon', '1h', '--primary', '2h'], 'Expected the primary horizon among 12 bars, got 24'],
  ])('rejects %j with 64', async (args, message) => {
    const { exitCode, stderr } = await run('edge', ...args);
    expect(exitCode).toBe(64);
    expect(stderr).toContain(message);
  });
});

describe('squall tune', () => {
  test('reports what is left out of sample', async () => {
    const { exitCode, stdout } = await run('tune', '--vary', 'change1h.minPct=1,2', '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1, candidates: 2 });
  });

  test.each([
    [[], 'Expected at least one --vary, such as --vary surgeLong.min=2..6, got none'],
    [['--vary', 'change1h.minPct=5..1'], '--vary: expected filter.limit=from..to or filter.limit=a,b,c'],
    [['--vary', 'change1h.most=1..5'], 'change1h.minPct'],
  ])('rejects %j with 64', async (args, message) => {
    const { exitCode, stderr } = await run('tune', ...args);
    expect(exitCode).toBe(64);
    expect(stderr).toContain(message);
  });
});
