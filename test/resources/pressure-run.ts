// A process that scans while ballast fills its memory; prints the batches of each scan as JSON. Started by
// pressure.test.ts.
import { adaptiveBatches } from '../../src/resources/batches/adaptive-batches.js';
import type { CarriedState } from '../../src/resources/batches/batch-steering.js';
import { collectGarbage } from '../../src/resources/node/collect-garbage.js';
import { createMemoryReader } from '../../src/resources/node/node-memory.js';
import { COLLECT_EVERY_MS, MemoryRelief } from '../../src/resources/relief/memory-relief.js';
import type { BatchRecord } from '../../src/scanner/scan-result.js';
import { takeBatches } from '../../src/scanner/take-batches.js';
import { MIB } from './fake-memory.js';

const LIMIT_BYTES = 400 * MIB;
const items = Array.from({ length: 20 }, (_, index) => index);

const readMemory = createMemoryReader({ maxMemoryBytes: LIMIT_BYTES });
let nowMs = 0;
const relief = new MemoryRelief({
  collectGarbage,
  usedBytes: () => readMemory().usedBytes,
  nowMs: () => nowMs,
});
const carried: CarriedState = { state: undefined };
let ballast: Buffer[] = [];

/** Really touched, so that it is resident. */
function fillTo(pressure: number): void {
  const missing = Math.round(pressure * LIMIT_BYTES - process.memoryUsage.rss());
  if (missing > 0) ballast.push(Buffer.alloc(missing, 1));
}

async function scanOnce(): Promise<readonly BatchRecord[]> {
  nowMs += COLLECT_EVERY_MS;
  return takeBatches(
    items,
    adaptiveBatches(),
    { fetch: async (batch) => batch, compute: async () => undefined },
    undefined,
    { readMemory, giveRelief: (actions) => relief.give(actions), carried },
  );
}

const scans = [await scanOnce()];
for (const pressure of [0.78, 0.885]) {
  fillTo(pressure);
  scans.push(await scanOnce());
}
ballast = [];
// V8 returns memory on a separate thread, some time after it has collected.
while (process.memoryUsage.rss() > LIMIT_BYTES / 2) {
  nowMs += COLLECT_EVERY_MS;
  await relief.give(['collect-garbage']);
  await new Promise((done) => setTimeout(done, 5));
}
for (let scan = 0; scan < 3; scan++) scans.push(await scanOnce());
console.log(JSON.stringify({ scans, ballast: ballast.length }));
