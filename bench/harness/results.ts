import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import type { EdgeRow } from '../rows/edge.js';
import type { EventLoopRow } from '../rows/event-loop.js';
import type { ExchangeRow } from '../rows/exchange.js';
import type { HistoryRow } from '../rows/history.js';
import type { IngestRow } from '../rows/ingest.js';
import type { KernelRow } from '../rows/kernels.js';
import type { LiveRow } from '../rows/live.js';
import type { MonitorRow } from '../rows/monitor.js';
import type { PeerRow } from '../rows/peers.js';
import type { PageRow } from '../page/measure-page.js';
import type { ProfileRow } from '../rows/profiles.js';
import type { RecordingRow } from '../rows/recordings.js';
import type { ReadingRow } from '../rows/reading.js';
import type { StoreRow } from '../rows/store.js';
import type { ScanRow } from '../rows/scan.js';
import type { WorkersRow } from '../rows/workers.js';
import { SEED } from '../data.js';

/** bench/results/, relative to build/js/bench/harness/. */
const RESULTS = new URL('../../../../bench/results/', import.meta.url);

export interface Environment {
  /** Given on the command line: a program that reads the clock for it would differ at every run. */
  readonly date: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly node: string;
  readonly v8: string;
  readonly platform: string;
  readonly squall: string;
  readonly assemblyscript: string;
  readonly seed: number;
}

export interface WasmSize {
  readonly target: 'simd' | 'scalar';
  readonly bytes: number;
  readonly gzipBytes: number;
}

/** Results of each part of the bench; one file each, so that parts can be run separately. */
export interface Rows {
  readonly kernels: readonly KernelRow[];
  readonly peers: readonly PeerRow[];
  readonly ingest: readonly IngestRow[];
  readonly reading: readonly ReadingRow[];
  readonly scan: readonly ScanRow[];
  readonly workers: readonly WorkersRow[];
  readonly live: readonly LiveRow[];
  readonly exchange: readonly ExchangeRow[];
  readonly history: readonly HistoryRow[];
  readonly store: readonly StoreRow[];
  readonly edge: readonly EdgeRow[];
  readonly profiles: readonly ProfileRow[];
  readonly monitor: readonly MonitorRow[];
  readonly eventLoop: readonly EventLoopRow[];
  readonly recordings: readonly RecordingRow[];
  readonly page: readonly PageRow[];
  readonly size: readonly WasmSize[];
}

export type Part = keyof Rows;

export const PARTS: readonly Part[] = [
  'kernels',
  'peers',
  'ingest',
  'reading',
  'scan',
  'workers',
  'live',
  'exchange',
  'history',
  'store',
  'edge',
  'profiles',
  'monitor',
  'eventLoop',
  'recordings',
  'page',
  'size',
];

export interface Result<P extends Part = Part> {
  readonly environment: Environment;
  readonly rows: Rows[P];
  /** Measurements that were not possible, one line each. */
  readonly skipped: readonly string[];
}

export function describeEnvironment(date: string): Environment {
  const [cpu] = cpus();
  const packageJson = readJson<{ version: string; devDependencies: Record<string, string> }>(
    new URL('../../package.json', RESULTS),
  );
  return {
    date,
    cpu: cpu.model.trim(),
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    v8: process.versions.v8,
    platform: `${process.platform} ${process.arch}`,
    squall: packageJson.version,
    assemblyscript: packageJson.devDependencies['assemblyscript'],
    seed: SEED,
  };
}

export function writeResult<P extends Part>(part: P, result: Result<P>): void {
  writeFileSync(fileOf(part), `${JSON.stringify(result, null, 1)}\n`);
}

/** @throws {Error} that part of the bench was never run. */
export function readResult<P extends Part>(part: P): Result<P> {
  if (!existsSync(fileOf(part))) {
    throw new Error(`Expected bench/results/${part}.json; run npm run bench -- --date … --only ${part}.`);
  }
  return readJson(fileOf(part));
}

function fileOf(part: Part): URL {
  return new URL(`${part}.json`, RESULTS);
}

function readJson<T>(file: URL): T {
  return JSON.parse(readFileSync(file, 'utf8')) as T;
}
