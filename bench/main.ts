// Measures and writes bench/results/*.json; npm run bench:tables then renders them.   npm run bench -- --date
// 2026-01-31 [--only kernels,peers]
import { parseArgs } from 'node:util';
import { sha256 } from '../src/platform/node.js';
import { WASM_FILES } from '../test/support/wasm-files.js';
import { createEngine, ENGINE_NAMES } from '../src/kernels/engine/engine.js';
import { describeEnvironment, type Part, PARTS, type Result, writeResult } from './harness/results.js';
import { ADAPTERS } from './peers/adapters.js';
import { measurePage } from './page/measure-page.js';
import { loadPeers } from './peers/load.js';
import { measureEdge } from './rows/edge.js';
import { measureEventLoop } from './rows/event-loop.js';
import { EXCHANGE_CASES, measureExchange } from './rows/exchange.js';
import { measureHistory } from './rows/history.js';
import { measureIngest } from './rows/ingest.js';
import { KERNEL_ROWS, measureKernels, SIZES } from './rows/kernels.js';
import { measureLive } from './rows/live.js';
import { measureMonitor } from './rows/monitor.js';
import { measurePeers } from './rows/peers.js';
import { measureProfiles } from './rows/profiles.js';
import { measureRecordings } from './rows/recordings.js';
import { measureReading, READING_CASES } from './rows/reading.js';
import { measureScan } from './rows/scan.js';
import { measureSizes } from './rows/size.js';
import { measureStore } from './rows/store.js';
import { measureWorkers, WORKER_SIZES } from './rows/workers.js';

type Measured = Omit<Result, 'environment'>;

const simd = () => createEngine('simd', WASM_FILES);

/** One line per part of the bench. */
const MEASURE: Readonly<Record<Part, () => Promise<Measured>>> = {
  async kernels() {
    const engines = await Promise.all(ENGINE_NAMES.map((name) => createEngine(name, WASM_FILES)));
    return {
      rows: SIZES.flatMap((size) => measureKernels(engines, size, Object.keys(KERNEL_ROWS))),
      skipped: [],
    };
  },
  async peers() {
    const { peers, skipped } = await loadPeers(ADAPTERS.map(({ name }) => name));
    const engine = await simd();
    // Long enough for the seeds to be forgotten, short enough to lie within a day.
    const sizes = SIZES.filter(({ bars }) => bars > 300 && bars <= 1000);
    return { rows: sizes.flatMap((size) => measurePeers(engine, peers, size, { rounds: 7 })), skipped };
  },
  async ingest() {
    const engine = await simd();
    const sizes = SIZES.filter(({ bars }) => bars <= 1000);
    return { rows: sizes.map((size) => measureIngest(engine, size)), skipped: [] };
  },
  async reading() {
    const rows = [];
    for (const each of READING_CASES) rows.push(await measureReading(each));
    return { rows, skipped: [] };
  },
  async scan() {
    const rows = [];
    for (const markets of [100, 1000, 5000]) rows.push(await measureScan(simd, sha256, markets));
    return { rows, skipped: [] };
  },
  async workers() {
    const rows = [];
    for (const size of WORKER_SIZES) rows.push(await measureWorkers(await simd(), size));
    return { rows, skipped: [] };
  },
  async live() {
    return { rows: measureLive(await simd(), { markets: 1000, bars: 500 }), skipped: [] };
  },
  async exchange() {
    const engine = await simd();
    const rows = [];
    for (const { rounds, ...each } of EXCHANGE_CASES) {
      const withProcess = each.markets === 100;
      rows.push(await measureExchange(engine, sha256, { ...each, latencyMs: 50 }, { rounds, withProcess }));
    }
    return { rows, skipped: [] };
  },
  async history() {
    return { rows: [await measureHistory(simd, { markets: 100, bars: 105_120 })], skipped: [] };
  },
  async store() {
    const [compared, whole] = [100, 500].map((markets) => ({ markets, bars: 105_120 }));
    return { rows: [await measureStore(simd, compared, whole)], skipped: [] };
  },
  async edge() {
    return { rows: [await measureEdge({ markets: 100, bars: 105_120 }, 1000)], skipped: [] };
  },
  async profiles() {
    return { rows: await measureProfiles(1000), skipped: [] };
  },
  async monitor() {
    return { rows: [await measureMonitor(400)], skipped: [] };
  },
  async eventLoop() {
    return { rows: [await measureEventLoop(5000)], skipped: [] };
  },
  async recordings() {
    return { rows: [await measureRecordings()], skipped: [] };
  },
  async page() {
    return { rows: [await measurePage()], skipped: [] };
  },
  async size() {
    return { rows: measureSizes(), skipped: [] };
  },
};

const { values } = parseArgs({ options: { date: { type: 'string' }, only: { type: 'string' } } });
if (values.date === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(values.date)) {
  throw new TypeError(
    `Expected --date YYYY-MM-DD, the day of the measurement, got ${values.date ?? 'none'}.`,
  );
}
const only = values.only?.split(',') ?? PARTS;
for (const part of PARTS) {
  if (!only.includes(part)) continue;
  const measured = await MEASURE[part]();
  writeResult(part, { environment: describeEnvironment(values.date), ...measured });
  for (const line of measured.skipped) console.log(`skipped: ${line}`);
  console.log(`bench/results/${part}.json`);
}
