// One process that scans an emulated exchange repeatedly, five minutes of its time apart, and reports its
// resources after each scan; test/live/memory.long.test.ts judges it. Run with --expose-gc. Arguments: base
// URL, control URL, state folder, scans.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openCliSession } from '../../src/cli/scan-session.js';
import { loadPreset } from '../../src/presets/index.js';
import { peakRssBytes } from '../support/peak-memory.js';

const [, , baseUrl, controlUrl, stateDir, scansText] = process.argv;
const scans = Number(scansText);
const STEP_MS = 300_000;

const { gc } = globalThis as unknown as { gc: () => void };

/** The default preset without filters that tickers decide: every market's candles are requested. */
function everyMarketsCandles(): string {
  const preset = loadPreset('default');
  const { class: _class, turnover: _turnover, spread: _spread, ...filters } = preset.filters;
  const file = join(stateDir, 'preset.json');
  writeFileSync(file, JSON.stringify({ ...preset, name: 'every-candle', filters }));
  return file;
}

async function advance(ms: number): Promise<void> {
  const answer = await fetch(`${controlUrl}/advance`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Connection: 'close' },
    body: JSON.stringify({ ms }),
  });
  if (!answer.ok) throw new Error(`The emulator answered ${answer.status}: ${await answer.text()}`);
  await answer.text();
}

const opened = await openCliSession(
  {},
  { exchange: 'binance', baseUrl, stateDir, paceOff: true, preset: everyMarketsCandles(), quiet: true },
);
/** Filled in place, so that measuring does not grow memory. */
const columns = {
  scanned: new Float64Array(scans),
  heapBytes: new Float64Array(scans),
  /** As the scan ended, before anything was collected. */
  rssBytes: new Float64Array(scans),
  peakRssBytes: new Float64Array(scans),
  handles: new Float64Array(scans),
};
let { asOfMs } = opened.source;
for (let i = 0; i < scans; i++) {
  const { result } = await opened.session.scan({ asOf: asOfMs });
  columns.scanned[i] = result.counts.scanned;
  columns.rssBytes[i] = process.memoryUsage.rss();
  columns.peakRssBytes[i] = peakRssBytes();
  gc();
  columns.heapBytes[i] = process.memoryUsage().heapUsed;
  columns.handles[i] = process.getActiveResourcesInfo().length;
  await advance(STEP_MS);
  asOfMs += STEP_MS;
}
await opened.close();
process.stdout.write(
  JSON.stringify(Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, [...values]]))),
);
