import { readFileSync } from 'node:fs';
import { times, timesFaster } from '../goals.js';
import { rows } from './found.js';
import { mb, ns, table } from './markdown.js';

export function readingTable(): string {
  const names = rows.reading[0].timings.map(({ name }) => name);
  return table(
    ['rows', 'file', ...names],
    rows.reading.map(({ what, bytes, candles, timings }) => [
      `${candles.toLocaleString('en')}, ${what}`,
      mb(bytes),
      ...timings.map(
        ({ name, ns: value }) => `${ns(value)} (${times(timesFaster(timings, 'squall', name))})`,
      ),
    ]),
  );
}

/** Versions it was compared with. */
export function readingRivals(): string {
  const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    devDependencies: Record<string, string>;
  };
  return `DuckDB ${devDependencies['@duckdb/node-api']}, Papa Parse ${rows.reading[0].papaParse ?? 'not installed'}.`;
}
