import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect } from '../support/jest.js';
import { csv } from '../feeds/candle-files/files.js';
import { soundRows } from '../market/candles.js';
import { CliProcess } from './cli-process.js';
import { otherEnd } from './fifo-end.js';

/** So deep that `../../x` stays within the removed folder. */
const DEPTH = ['a', 'b', 'c'];

/** Files of every kind that a command reads, made by the commands themselves where they write them. */
const MADE_BY: readonly (readonly string[])[] = [
  [
    'record',
    '--simulate',
    '--markets',
    '5',
    '--timeframe',
    '15m',
    '--bars',
    '60',
    '-o',
    'day.squall',
    '--from',
    '2025-03-11T12:00:00Z',
  ],
  [
    'candles',
    'import',
    'candles.csv',
    '--store-dir',
    'stores',
    '--as',
    'binance',
    '--timeframe',
    '5m',
    '--quiet',
  ],
  ['monitor', 'snapshot', '--pid', String(process.pid), '-o', 'snapshot.json'],
  ['scan', '--simulate', '--markets', '5', '--bars', '60', '--new-since', 'seen.json', '-o', 'scan.json'],
  ['presets', 'show', 'default', '-o', 'preset.json'],
  ['edge', '--store', 'stores/binance-spot-5m', '--state-dir', 'state', '--horizon', '1h', '--quiet'],
];

/** A folder with them, and a process that runs commands in it. */
export class Scratch {
  readonly root = mkdtempSync(join(tmpdir(), 'squall-fuzz-'));
  readonly folder = join(this.root, ...DEPTH);
  readonly cli = new CliProcess(this.folder);
  #closeFifo: () => void = () => undefined;

  async fill(): Promise<void> {
    mkdirSync(join(this.folder, 'folder'), { recursive: true });
    const fifo = join(this.folder, 'fifo');
    execFileSync('mkfifo', [fifo]);
    this.#closeFifo = otherEnd(fifo);
    const rows = soundRows(400);
    this.write('candles.csv', csv(rows));
    this.write('candles.csv.gz', gzipSync(csv(rows)));
    this.write('config.json', '{"limit": 5, "bars": 60, "color": "never"}');
    this.write('scenario.json', '{"faults": []}');
    this.write('empty', '');
    for (const args of MADE_BY) {
      const { exitCode, stderr } = await this.cli.run({ args, env: this.env });
      expect({ args, exitCode, stderr }).toMatchObject({ exitCode: 0 });
    }
  }

  /** Nothing of the user who runs the tests. */
  readonly env = { HOME: this.root, XDG_CONFIG_HOME: join(this.root, 'config') };

  write(name: string, content: string | Uint8Array): void {
    writeFileSync(join(this.folder, name), content);
  }

  remove(): void {
    this.cli.close();
    this.#closeFifo();
    rmSync(this.root, { recursive: true, force: true });
  }
}
