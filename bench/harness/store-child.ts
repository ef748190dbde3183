// The child of rows/store.ts: opens a store, passes over it once, and reports the cost.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createEngine } from '../../src/kernels/engine/engine.js';
import { WASM_FILES } from '../../test/support/wasm-files.js';
import { passOver } from '../rows/history.js';
import { openHistory, type StoreOnce } from '../rows/store.js';

const [, , folder] = process.argv;
const begin = performance.now();
const source = openHistory(folder);
const openMs = performance.now() - begin;
let peakBytes = 0;
await passOver(await createEngine('simd', WASM_FILES), source, {
  metrics: [],
  onChunk: () => (peakBytes = Math.max(peakBytes, process.memoryUsage.rss())),
});
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.candles'),
);
const bytes = files.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
const found: StoreOnce = {
  bytesPerCandle: bytes / (source.barCount * source.markets.length),
  openMs,
  peakBytes,
};
console.log(JSON.stringify(found));
