import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { dialectFor } from '../../scripts/live-output.js';
import { startEmulator } from '../../src/emulator/emulator.js';
import { DIALECTS } from '../../src/emulator/dialects/index.js';
import { loadPreset } from '../../src/presets/index.js';
import { candleCsv } from '../support/candle-csv.js';
import type { CliRun } from '../support/run-cli.js';
import { runCli } from '../support/run-cli.js';

const ROOT = process.cwd();

/** So that a recorded day is five scans of a few markets. */
const SMALL_DAY: Readonly<Record<string, string>> = { SQUALL_MARKETS: '30', SQUALL_EVERY: '6h' };

/** Bars from 2024-03-01 on; the documents look at 4 March, 17:30. */
const BARS = 5 * 288;

/** Verbs that wait for time to pass, and which have tests with a test clock. */
const TIMED: ReadonlySet<string> = new Set(['watch', 'monitor']);

/** What takes a candle store as given; stores have tests of their own. */
function needsStore(args: readonly string[]): boolean {
  return args[0] === 'download' || args.includes('--store') || (args[0] === 'candles' && args[1] !== 'list');
}

/** Verbs that run until stopped; stopped, each exits with 0. */
const ENDLESS: ReadonlySet<string> = new Set(['serve', 'emulate']);

/** What the documents take as given: candle files with XEC, a preset of one's own, a recorded day. */
export async function makeHome(): Promise<string> {
  const home = mkdtempSync(join(tmpdir(), 'squall-docs-'));
  const candles = candleCsv({ markets: 8, bars: BARS }).replaceAll('M1/USDT', 'XEC/USDT');
  writeFileSync(join(home, 'candles.csv.gz'), gzipSync(candles));
  mkdirSync(join(home, 'candles'));
  copyFileSync(join(home, 'candles.csv.gz'), join(home, 'candles/candles.csv.gz'));
  writeFileSync(join(home, 'mine.json'), JSON.stringify({ ...loadPreset('default'), name: 'mine' }));
  await runIn(home, ['record', '--simulate', '-o', 'given.squall', '--quiet']);
  return home;
}

/** A block starts with a recorded day, unless it records one itself. */
export function startBlock(home: string, code: string): void {
  rmSync(join(home, 'day.squall'), { force: true });
  if (/-o day\.squall|--record day\.squall/.test(code)) return;
  copyFileSync(join(home, 'given.squall'), join(home, 'day.squall'));
}

/** As a user would, in that folder; against the emulator if an exchange is requested. */
export async function runIn(home: string, args: readonly string[]): Promise<CliRun> {
  process.chdir(home);
  try {
    const run = ENDLESS.has(args[0]) ? untilGreeted : runCli;
    return await (args.includes('--exchange') ? runLive(args, run) : run(args, environment(home, args)));
  } finally {
    process.chdir(ROOT);
  }
}

function environment(home: string, args: readonly string[]): Record<string, string> {
  return {
    ...(args[0] === 'record' ? SMALL_DAY : {}),
    COLUMNS: '100',
    SQUALL_STATE_DIR: join(home, 'state'),
  };
}

/**
 * Whether a command can be run here: at once, and where it asks an exchange, against an emulator that speaks for it.
 */
export function canRun(args: readonly string[]): boolean {
  if (TIMED.has(args[0]) || needsStore(args)) return false;
  return !args.includes('--exchange') || (DIALECTS as readonly string[]).includes(dialectFor(args.join(' ')));
}

async function runLive(args: readonly string[], run: typeof runCli): Promise<CliRun> {
  const emulator = await startEmulator({ dialect: dialectFor(args.join(' ')), markets: 30, speed: 0 });
  const state = mkdtempSync(join(tmpdir(), 'squall-docs-state-'));
  try {
    const live = ['--base-url', emulator.baseUrl, '--state-dir', state];
    const unpaced = ['scan', 'explain'].includes(args[0]) ? ['--pace-off'] : [];
    return await run([...args, ...live, ...unpaced], { COLUMNS: '100' });
  } finally {
    await emulator.close();
    rmSync(state, { recursive: true });
  }
}

/** Starts a verb that does not end, waits for its first words, and stops it. */
async function untilGreeted(args: readonly string[], env: Record<string, string> = {}): Promise<CliRun> {
  const child = spawn(
    process.execPath,
    [join(ROOT, 'bin/squall.js'), ...args.filter((word) => word !== '--open')],
    {
      env: { PATH: process.env.PATH, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    child.kill('SIGTERM');
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return { exitCode, stdout, stderr };
}

/** Runs a program of the documents: within the package, where its own name leads to it. */
export async function runModule(home: string, name: string, code: string): Promise<CliRun> {
  const folder = join(ROOT, 'build/docs-blocks');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${name}.mjs`);
  writeFileSync(file, code);
  const child = spawn(process.execPath, [file], { cwd: home, env: { PATH: process.env.PATH } });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return { exitCode, stdout, stderr };
}
