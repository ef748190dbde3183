// One process that scans repeatedly and reports its resources after each scan; test/soak.long.test.ts judges
// it. Run with --expose-gc.
import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { loadEngine } from '../src/library/engines.js';
import { nodeThreads } from '../src/platform/node-threads.js';
import { sha256 } from '../src/platform/node.js';
import { Threads } from '../src/kernels/pool/threads.js';
import { availableParallelism } from 'node:os';
import { createSimulatedFeed } from '../src/feeds/simulated/simulated-feed.js';
import { missingPolicy } from '../src/filters/run-filters.js';
import { loadPreset } from '../src/presets/index.js';
import { fixedBatches } from '../src/resources/batches/batch-controller.js';
import { scan } from '../src/scanner/scan.js';
import { threadCount } from './kernels/pool-fixture.js';

/** Open file descriptors and how many of them are sockets, as reported by Linux; 0 elsewhere. */
function openDescriptors(): [number, number] {
  if (!existsSync('/proc/self/fd')) return [0, 0];
  const targets = readdirSync('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      // The descriptor that listed them is closed by now.
      return '';
    }
  });
  return [targets.length, targets.filter((target) => target.startsWith('socket:')).length];
}

const [scans, marketCount, workers] = process.argv.slice(2).map(Number);

const { gc } = globalThis as unknown as { gc: () => void };
const engine = await loadEngine();
const threads = new Threads({ engine, workers, host: nodeThreads, cores: availableParallelism() });
const preset = loadPreset('default');
const hashes = new Set<string>();
/** Filled in place, so that measuring does not grow memory. */
const heapBytes = new Float64Array(scans);
const rssBytes = new Float64Array(scans);
const memoryBytes = new Float64Array(scans);
const handles = new Float64Array(scans);
const threadCounts = new Float64Array(scans);
const openFiles = new Float64Array(scans);
const sockets = new Float64Array(scans);

for (let i = 0; i < scans; i++) {
  const feed = createSimulatedFeed({ seed: 1, marketCount });
  const result = await scan(
    {
      timeframeMs: 300_000,
      asOfMs: feed.world.defaultAsOfMs,
      bars: 500,
      preset,
      missing: missingPolicy(preset, true),
      symbols: null,
      quote: null,
      levelsFor: new Set(),
      requireReference: false,
    },
    {
      feed,
      engine,
      threads,
      controller: fixedBatches(),
      sha256,
      nowMs: () => performance.now(),
      pause: () => new Promise((resolve) => setImmediate(resolve)),
    },
  );
  hashes.add(result.resultSha256);
  gc();
  heapBytes[i] = process.memoryUsage().heapUsed;
  rssBytes[i] = process.memoryUsage.rss();
  memoryBytes[i] = engine.memory.buffer.byteLength;
  handles[i] = process.getActiveResourcesInfo().length;
  threadCounts[i] = threadCount();
  [openFiles[i], sockets[i]] = openDescriptors();
}
await threads.close();
const columns = { heapBytes, rssBytes, memoryBytes, handles, threadCounts, openFiles, sockets };
process.stdout.write(
  JSON.stringify({
    hashes: hashes.size,
    events: threads.events,
    workers: threads.used,
    ...Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, [...values]])),
  }),
);
