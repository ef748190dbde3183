import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '../support/jest.js';
import { LiveScreen } from '../../src/cli/live-screen.js';
import {
  ageText,
  changeCell,
  liveFact,
  outageLine,
  outageText,
  watchHeader,
} from '../../src/cli/format/watch-view.js';
import type { WatchHeader } from '../../src/cli/format/watch-view.js';
import type { Paint } from '../../src/cli/format/style.js';
import type { MarketResult } from '../../src/scanner/scan-result.js';
import type { MarketChange } from '../../src/watch/changes.js';
import { candleCsv } from '../support/candle-csv.js';
import { runCli } from '../support/run-cli.js';

interface ScanLine {
  readonly type: string;
  readonly asOf: string;
  readonly resultSha256: string;
  readonly changes: { entered: string[]; left: string[]; markets: { symbol: string; streak: number }[] };
}

describe('squall watch', () => {
  test('prints one line of JSON per scan, each a whole scan with its changes', async () => {
    const { exitCode, stdout, stderr } = await runCli([
      ...[
        'watch',
        '--simulate',
        '--markets',
        '60',
        '--every',
        '1s',
        '--grace',
        '0s',
        '--once',
        '2',
        '--json',
      ],
    ]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as ScanLine);
    expect(lines.map(({ type }) => type)).toEqual(['scan', 'scan']);
    const step = Date.parse(lines[1].asOf) - Date.parse(lines[0].asOf);
    expect(step).toBeGreaterThan(0);
    expect(step % 1000).toBe(0);
    for (const { streak } of lines[1].changes.markets) expect(streak).toBe(2);
  });

  test('scans exactly what scan does', async () => {
    const [watched, scanned] = await Promise.all([
      runCli(['watch', '--simulate', '--markets', '60', '--once', '--json', '--grace', '0s']),
      runCli(['scan', '--simulate', '--markets', '60', '--json']),
    ]);
    const { resultSha256 } = JSON.parse(watched.stdout) as ScanLine;
    expect(resultSha256).toBe((JSON.parse(scanned.stdout) as ScanLine).resultSha256);
  });

  test('rejects sources that are not live, files to write to, and anything but durations', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'squall-watch-'));
    const candles = join(folder, 'candles.csv');
    writeFileSync(candles, candleCsv({ markets: 1, bars: 300 }));
    const runs = [
      [['--candles', candles], 64],
      [['--simulate', '-o', 'watch.json'], 64],
      [['--simulate', '--every', '5x'], 64],
      [['--simulate', '--grace', '2h'], 64],
      [['--simulate', '--once', '0'], 64],
    ] as const;
    for (const [flags, expected] of runs) {
      const { exitCode, stdout, stderr } = await runCli(['watch', ...flags]);
      expect({ flags, exitCode, stdout }).toEqual({ flags, exitCode: expected, stdout: '' });
      expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    }
    rmSync(folder, { recursive: true });
  });
});

describe('an outage is reported', () => {
  const report = {
    code: 'HTTP_5XX',
    message: 'The exchange answered 503.',
    attempt: 3,
    retryInMs: 5_000,
    stale: { asOfMs: Date.UTC(2025, 2, 11, 15, 30), ageMs: 75_000, resultSha256: 'ab'.repeat(32) },
  };

  test('in one sentence with the age of what is shown', () => {
    expect(outageText(report)).toBe(
      'STALE: the scan shown is as of 2025-03-11T15:30:00Z, 1:15 ago. HTTP_5XX: The exchange answered 503. Attempt 3, next in 5 s.',
    );
    expect(outageText({ ...report, stale: null })).toMatch(/^No scan to show yet\. HTTP_5XX/);
  });

  test('as one line of JSON', () => {
    expect(JSON.parse(outageLine(report))).toEqual({
      type: 'outage',
      schemaVersion: 1,
      error: { code: 'HTTP_5XX', message: 'The exchange answered 503.' },
      attempt: 3,
      retryInMs: 5000,
      stale: { asOf: '2025-03-11T15:30:00.000Z', ageMs: 75_000, resultSha256: report.stale.resultSha256 },
    });
  });

  test.each([
    [0, '0 s'],
    [59_499, '59 s'],
    [60_000, '1:00'],
    [3_599_000, '59:59'],
    [3_723_000, '1:02:03'],
  ])('with %i ms as %s', (ms, text) => {
    expect(ageText(ms)).toBe(text);
  });
});

describe('the lines above the table', () => {
  const plain: Paint = (_format, text) => text;
  const lines = (ageMs: number, leftMs: number, more: Partial<WatchHeader> = {}, width = 60) =>
    watchHeader(
      {
        detail: 'binance spot',
        scans: 3,
        missed: 0,
        nextAtMs: Date.UTC(2025, 2, 11, 15, 35, 10),
        left: [],
        outage: null,
        live: liveFact(ageMs, leftMs),
        note: null,
        ...more,
      },
      width,
      plain,
    );

  test('show how old the scan is and when the next one is due', () => {
    expect(lines(65_000, 42_000, {}, 200)[0].trimEnd()).toBe(
      'watching binance spot · scan 3 · next at 2025-03-11T15:35:10Z · as of 1:05 ago, next in 42 s',
    );
    expect(liveFact(310_000, -1).trimEnd()).toBe('as of 5:10 ago, scanning now');
    expect(liveFact(null, 4_000).trimEnd()).toBe('next in 4 s');
  });

  test('are as many at every second, whatever the width', () => {
    for (let width = 40; width <= 140; width++) {
      const counts = [0, 9_000, 59_000, 61_000, 3_599_000, 3_700_000].map(
        (ageMs) => lines(ageMs, 3_700_000 - ageMs, {}, width).length,
      );
      expect({ width, counts: [...new Set(counts)] }).toEqual({ width, counts: [counts[0]] });
    }
  });

  test('contain the problem and the last note', () => {
    const note = 'paused by the exchange, resumes in 7 s';
    expect(lines(0, 1, { outage: 'STALE.', note }).slice(-2)).toEqual(['STALE.', note]);
  });
});

describe('a market in the table', () => {
  const plain: Paint = (_format, text) => text;
  const cell = (change: Partial<MarketChange> | null, entered: string[] = []): string => {
    const markets = new Map<string, MarketChange>();
    if (change) {
      markets.set('A/USDT', { symbol: 'A/USDT', rankGain: null, scoreChange: null, streak: 1, ...change });
    }
    return changeCell({ symbol: 'A/USDT' } as MarketResult, { markets, entered, left: [] }, plain);
  };

  test('shows how it has moved since the scan before', () => {
    expect(cell(null)).toBe('');
    expect(cell({})).toBe('');
    expect(cell({}, ['A/USDT'])).toBe('new');
    expect(cell({ rankGain: 2, scoreChange: 0.134 })).toBe('▲2 +2.2');
    expect(cell({ rankGain: -1, scoreChange: -0.4 })).toBe('▼1 -6.7');
    expect(cell({ rankGain: 0, scoreChange: 0.001 })).toBe('=');
  });
});

describe('the live screen', () => {
  const ENTER = '\u001b[?1049h\u001b[?25l';
  const LEAVE = '\u001b[?25h\u001b[?1049l';

  test('draws on the alternate screen and restores the terminal with the last view on it', () => {
    const written: string[] = [];
    const screen = new LiveScreen({ write: (text) => written.push(text), rows: 24 });
    const listeners = process.listenerCount('exit');
    screen.draw('head\none\n');
    screen.draw('head\ntwo\n');
    screen.draw('head\ntwo\n');
    screen.draw('tail\n');
    expect(process.listenerCount('exit')).toBe(listeners + 1);
    screen.close();
    screen.close();
    expect(written).toEqual([
      ENTER,
      '\u001b[H\u001b[Jhead\none',
      '\u001b[2;1H\u001b[2Ktwo',
      '\u001b[H\u001b[Jtail',
      `${LEAVE}tail\n`,
    ]);
    expect(process.listenerCount('exit')).toBe(listeners);
  });

  test('cuts a view to the rows of the terminal and says how much it cut', () => {
    const written: string[] = [];
    const screen = new LiveScreen({ write: (text) => written.push(text), rows: 3 });
    screen.draw('1\n2\n3\n4\n5\n');
    screen.close();
    expect(written[1]).toBe('\u001b[H\u001b[J1\n2\n… 3 more lines');
  });
});
