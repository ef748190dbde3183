// Scans repeatedly in one process and prints how its resources grow: heap, resident set, WASM memory,
// handles, open files and sockets. `npm run soak -- 5000` for 5000 scans; 300 without a number, as in the
// tests.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { median, slope } from './soak/slope.js';

const WARM_UP = 100;
const scans = Number(process.argv[2] ?? 300);
if (!Number.isInteger(scans) || scans < 8)
  throw new RangeError(`Expected a number of scans ≥ 8, got ${process.argv[2]}`);

const { stdout } = await promisify(execFile)(
  process.execPath,
  ['--expose-gc', 'build/js/test/soak-run.js', ...[WARM_UP + scans, 200, 2].map(String)],
  { maxBuffer: 2 ** 28 },
);
const soak = JSON.parse(stdout) as Readonly<Record<string, number | readonly number[]>>;
const columns = {
  heap: 'heapBytes',
  'resident set': 'rssBytes',
  'WASM memory': 'memoryBytes',
  handles: 'handles',
  'open files': 'openFiles',
  sockets: 'sockets',
} as const;
console.log(
  `${scans} scans of 200 markets after ${WARM_UP} that were not counted; ${soak.hashes as number} result`,
);
for (const [name, column] of Object.entries(columns)) {
  // At most 1000 points: all pairs of more would take minutes.
  const all = (soak[column] as readonly number[]).slice(WARM_UP);
  const step = Math.max(1, Math.ceil(all.length / 1000));
  const values = all.filter((_, index) => index % step === 0);
  const isBytes = column.endsWith('Bytes');
  const perScan = slope(values) / step;
  const quarter = Math.max(1, Math.floor(values.length / 4));
  const [first, last] = [median(values.slice(0, quarter)), median(values.slice(-quarter))];
  const text = (value: number): string =>
    isBytes ? `${(value / 2 ** 20).toFixed(1)} MiB` : value.toFixed(0);
  const growth = isBytes ? `${(perScan / 1024).toFixed(2)} KiB` : perScan.toFixed(4);
  console.log(`${name.padEnd(13)} ${growth.padStart(10)} per scan, quarters ${text(first)} → ${text(last)}`);
}
