// One process that scans an emulated exchange again and again, five minutes of its time apart, and reports what it holds
// after each scan; test/live/memory.test.ts judges it. Run with --expose-gc.
// Arguments: base URL, control URL, state folder, preset, markets, scans.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ScanSession } from '../../src/cli/scan-session.js';
import { loadPreset } from '../../src/presets/index.js';

const [, , baseUrl, controlUrl, stateDir, scansText] = process.argv;
const scans = Number(scansText);
const STEP_MS = 300_000;

const { gc } = globalThis as unknown as { gc: () => void };

/** The default preset without what tickers can refuse: every market's candles are asked for. */
function everyMarketsCandles(): string {
  const preset = loadPreset('default');
  const { class: _class, turnover, spread, ...filters } = preset.filters;
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

const session = await ScanSession.open(
  {},
  { exchange: 'binance', baseUrl, stateDir, paceOff: true, preset: everyMarketsCandles(), quiet: true },
);
/** Filled in place, so that what is measured does not grow by the measuring. */
const heapBytes = new Float64Array(scans);
const rssBytes = new Float64Array(scans);
const peakRssBytes = new Float64Array(scans);
const handles = new Float64Array(scans);
const external = new Float64Array(scans);
const counts = new Float64Array(scans);
let { asOfMs } = session.source;
for (let i = 0; i < scans; i++) {
  const { result } = await session.scan({ asOfMs, progress: false });
  counts[i] = result.counts.scanned;
  rssBytes[i] = process.memoryUsage.rss();
  peakRssBytes[i] = 1024 * process.resourceUsage().maxRSS;
  gc();
  const { heapUsed, external: ext } = process.memoryUsage();
  heapBytes[i] = heapUsed;
  external[i] = ext;
  handles[i] = process.getActiveResourcesInfo().filter((name) => name !== 'Timeout').length;
  if (process.env.SOAK_LOG)
    process.stderr.write(
      `${i} scanned ${counts[i]} listed ${result.counts.listed} batches ${result.batches.length} ms ${result.timings.totalMs.toFixed(0)} rss ${(rssBytes[i] / 2 ** 20).toFixed(0)} peak ${(peakRssBytes[i] / 2 ** 20).toFixed(0)} heap ${(heapUsed / 2 ** 20).toFixed(1)} ext ${(ext / 2 ** 20).toFixed(1)} handles ${process.getActiveResourcesInfo().length}\n`,
    );
  await advance(STEP_MS);
  asOfMs += STEP_MS;
}
await session.close();
process.stdout.write(
  JSON.stringify({
    heapBytes: [...heapBytes],
    rssBytes: [...rssBytes],
    peakRssBytes: [...peakRssBytes],
    handles: [...handles],
    counts: [...counts],
  }),
);
