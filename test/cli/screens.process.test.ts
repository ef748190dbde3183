import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '../support/jest.js';
import { startEmulator } from '../../src/emulator/emulator.js';
import type { Emulator } from '../../src/emulator/emulator.js';
import { candleCsv } from '../support/candle-csv.js';
import { runCli } from '../support/run-cli.js';

/** Contents of the screen, kept as text. `RENEW_SCREENS=yes` rewrites the files: check the differences. */
const FOLDER = 'test/cli/screens';
const SIZES = [
  [80, 24],
  [160, 50],
] as const;

let folder: string;
let emulator: Emulator;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'squall-screens-'));
  writeFileSync(join(folder, 'candles.csv'), candleCsv({ markets: 12, bars: 600 }));
  emulator = await startEmulator({ dialect: 'kraken', markets: 60, speed: 0, referee: 'relaxed' });
});
afterAll(async () => {
  await emulator.close();
  rmSync(folder, { recursive: true });
});

/** What differs from run to run, and where it breaks lines with it. */
function settled(text: string): string {
  return text
    .replaceAll(emulator.baseUrl, 'http://127.0.0.1:8080')
    .trimEnd()
    .split('\n\n')
    .map((part) => (/\(load /.test(part) ? facts(part) : part))
    .join('\n\n');
}

function facts(part: string): string {
  return part
    .replaceAll('·', ' ')
    .replace(/\s+/g, ' ')
    .replace(/[\d.]+ m?s\b/g, 'T')
    .replace(/[\d.]+[kM]B/g, 'B')
    .replace(/\d+ at once/g, 'N at once')
    .replace(/sha256 [0-9a-f]+…/g, 'sha256 …');
}

const screens: [name: string, args: () => string[]][] = [
  ['scan-simulated', () => ['scan']],
  ['scan-file', () => ['scan', '--candles', join(folder, 'candles.csv')]],
  ['explain', () => ['explain', 'KIVPE/USDT']],
  ['explain-out', () => ['explain', 'BTC/USDT']],
  ['watch', () => ['watch', '--once']],
  [
    'scan-kraken',
    () => [
      ...['scan', '--exchange', 'kraken', '--base-url', emulator.baseUrl, '--pace-off'],
      ...['--state-dir', join(folder, 'state'), '--set', 'surgeLong.min=1', '--set', 'change1h.minPct=0'],
    ],
  ],
];

describe.each(SIZES)('on a terminal of %i columns and %i rows', (columns, rows) => {
  test.each(screens)('%s fits, and shows its known content', async (name, args) => {
    const { exitCode, stdout } = await runCli(args(), { COLUMNS: String(columns) });
    expect(exitCode).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
    expect(lines.length).toBeLessThan(rows);
    const file = join(FOLDER, `${name}-${columns}x${rows}.txt`);
    const shown = `${settled(stdout)}\n`;
    if (process.env.RENEW_SCREENS === 'yes') writeFileSync(file, shown);
    expect(existsSync(file) ? readFileSync(file, 'utf8') : '').toBe(shown);
  });
});
