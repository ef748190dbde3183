import { times, timesFaster } from '../goals.js';
import type { KernelRow } from '../rows/kernels.js';
import { rows } from './found.js';
import { mb, ns, sizeText, table } from './markdown.js';

export function kernelTable(name: string): string {
  const found = rows.kernels.filter(({ row }) => row === name);
  const contenders = found[0].timings.map((timing) => timing.name);
  return table(
    [name, ...contenders],
    found.map((row) => [
      sizeText(row),
      ...row.timings.map((timing) => `${ns(timing.ns)} (${againstSimd(row, timing.name)})`),
    ]),
  );
}

function againstSimd({ timings }: KernelRow, name: string): string {
  return name === 'simd' ? '1×' : times(timesFaster(timings, 'simd', name));
}

export function peerTable(): string {
  const body = rows.peers.map((row) => [
    `${row.peer} ${row.version}${row.isNative ? ' (native)' : ''}`,
    sizeText(row),
    row.indicators.join(', '),
    ns(row.timings[0].ns),
    ns(row.timings[1].ns),
    times(timesFaster(row.timings, 'simd', row.peer)),
  ]);
  return table(['library', 'markets×bars', 'both compute', 'squall ns', 'library ns', 'faster'], body);
}

export function differences(): string {
  const lines = rows.peers.map((row) => `- ${row.peer}: ${row.differences.join('; ') || 'none'}`);
  return [...new Set(lines)].join('\n');
}

export function ingestTable(): string {
  const names = rows.ingest[0].timings.map((timing) => timing.name);
  return table(
    ['markets×bars', ...names],
    rows.ingest.map((row) => [sizeText(row), ...row.timings.map((timing) => ns(timing.ns))]),
  );
}

export function workersTable(): string {
  const sizes = rows.workers.filter(({ bars }) => bars > 1);
  const names = sizes[0].timings.map(({ name }) => name);
  return table(
    ['markets×bars', ...names],
    sizes.map((row) => [
      sizeText(row),
      ...row.timings.map(
        ({ name, ns: value }) => `${ns(value)} (${timesFaster(row.timings, name, 'one thread').toFixed(2)}×)`,
      ),
    ]),
  );
}

export function liveTable(): string {
  const names = rows.live[0].timings.map(({ name }) => name);
  return table(
    ['set', 'outputs (live)', ...names],
    rows.live.map(({ set, outputs, liveOutputs, timings }) => [
      set,
      `${outputs} (${liveOutputs})`,
      ...timings.map(({ name, ns: value }) => {
        return `${(value / 1000).toFixed(0)} µs (${times(timesFaster(timings, 'one new bar', name))})`;
      }),
    ]),
  );
}

export function historyTable(): string {
  const names = rows.history[0].timings.map(({ name }) => name);
  return table(
    ['markets×bars', ...names, 'engine memory', 'arrays and objects'],
    rows.history.map((row) => [
      sizeText(row),
      ...row.timings.map(({ ns: value }) => ns(value)),
      mb(row.engineBytes),
      mb(row.heapBytes),
    ]),
  );
}
