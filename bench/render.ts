// Writes the figures into README.md (between the bench markers) and docs/performance.md, from bench/results/*.json.
import { readFileSync, writeFileSync } from 'node:fs';
import { type AllRows, judgeGoals, times, timesFaster } from './goals.js';
import { type Environment, PARTS, readResult } from './harness/results.js';
import type { KernelRow, Size } from './rows/kernels.js';
import { monitorShare } from './rows/monitor.js';

const results = PARTS.map((part) => [part, readResult(part)] as const);
const rows = Object.fromEntries(
  results.map(([part, { rows: found }]) => [part, found]),
) as unknown as AllRows;
const skipped = results.flatMap(([, result]) => result.skipped);

const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  devDependencies: Record<string, string>;
};
const DUCKDB = devDependencies['@duckdb/node-api'];

function table(head: readonly string[], body: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, index) => (index === 0 ? '---' : '---:'));
  return [line(head), line(rule), ...body.map(line)].join('\n');
}

function sizeText({ markets, bars }: Size): string {
  return `${markets.toLocaleString('en')}×${bars.toLocaleString('en')}`;
}

function ns(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

function ms(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(1);
}

function describe(environment: Environment): string {
  const { cpu, cores, memoryGiB, node, v8, platform, assemblyscript, date, squall } = environment;
  return (
    `${date}, ${cpu}, ${cores} cores, ${memoryGiB} GiB, ${platform}, Node ${node} (V8 ${v8}), ` +
    `squall ${squall}, AssemblyScript ${assemblyscript}, seed ${environment.seed}`
  );
}

function kernelTable(name: string): string {
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

function peerTable(): string {
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

function differences(): string {
  const lines = rows.peers.map((row) => `- ${row.peer}: ${row.differences.join('; ') || 'none'}`);
  return [...new Set(lines)].join('\n');
}

function ingestTable(): string {
  const names = rows.ingest[0].timings.map((timing) => timing.name);
  return table(
    ['markets×bars', ...names],
    rows.ingest.map((row) => [sizeText(row), ...row.timings.map((timing) => ns(timing.ns))]),
  );
}

function readingTable(): string {
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

function scanTable(): string {
  const stages = ['acquireMs', 'computeMs', 'filterMs', 'levelsMs', 'scoreMs', 'hashMs'] as const;
  const body = rows.scan.map((row) => [
    `${row.markets}×${row.bars}`,
    ...stages.map((stage) => {
      const share = (100 * row.stages[stage]) / row.stages.totalMs;
      return `${ms(row.stages[stage])} (${share.toFixed(0)} %)`;
    }),
    ms(row.stages.totalMs),
    ms(row.stages.kernelMs),
    mb(row.engineBytes),
    mb(row.resultBytes),
  ]);
  const head = ['markets×bars', 'clean, ingest', 'compute', 'filters', 'levels', 'score', 'hashes'];
  return table([...head, 'total ms', 'kernels ms', 'engine memory', 'result'], body);
}

function workersTable(): string {
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

function liveTable(): string {
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

function exchangeTable(): string {
  const body = rows.exchange.flatMap(({ first, second, ...row }) =>
    [['first', first] as const, ['one bar later', second] as const].map(([name, pass]) => [
      `${row.markets.toLocaleString('en')}${row.isCompressed ? '' : ', not packed'}, ${name}`,
      `${pass.calls} (${pass.bookCalls})`,
      `${pass.rowsAsked}`,
      mb(pass.bytes),
      ms(pass.idealMs),
      `${ms(pass.bareMs)} (${(pass.bareMs / pass.idealMs).toFixed(2)}×)`,
      `${ms(pass.ms)} (${(pass.ms / pass.idealMs).toFixed(2)}×)`,
      ((pass.ms * row.peakInFlight) / (row.latencyMs * pass.calls)).toFixed(2),
      (pass.cpuMs / pass.calls).toFixed(2),
    ]),
  );
  return table(
    [
      'markets',
      'requests (books)',
      'candles asked',
      'received',
      'network ms',
      'undici alone ms',
      'scan ms',
      'scan / (latency × requests / concurrency)',
      'processor ms a request',
    ],
    body,
  );
}

function historyTable(): string {
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

function profileTable(): string {
  return table(
    ['profile', 'process ms', 'compute … hashes ms', 'peak memory'],
    rows.profiles.map(({ profile, totalMs, scanMs, peakBytes }) => [
      profile ?? 'none',
      ms(totalMs),
      ms(scanMs),
      mb(peakBytes),
    ]),
  );
}

function monitorTable(): string {
  const body = rows.monitor.map((row) => [
    `${row.markets}`,
    ns(row.idleMs),
    ns(row.watchedIdleMs),
    `${(100 * monitorShare(row)).toFixed(2)} %`,
    ms(row.scanMs),
    ms(row.watchedScanMs),
  ]);
  const head = [
    'markets',
    'idle ms',
    'with monitor ms',
    'share of a scan',
    'scan ms',
    'scan with monitor ms',
  ];
  return table(head, body);
}

function eventLoopTable(): string {
  return table(
    ['markets', 'first scan p99 ms', 'most ms', 'later scans p99 ms', 'most ms', 'requests'],
    rows.eventLoop.map(({ markets, first, later, polls }) => [
      markets.toLocaleString('en'),
      ...[first, later].flatMap(({ p99Ms, maxMs }) => [ms(p99Ms), ms(maxMs)]),
      `${polls}`,
    ]),
  );
}

function mb(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MB`;
}

function goalTable(): string {
  const body = judgeGoals(rows).map(({ number, text, reached, isReached, limit }) => [
    `${number}. ${text}`,
    isReached ? 'yes' : 'no',
    reached,
    limit,
  ]);
  return table(['goal', 'reached', 'measured', 'what limits it'], body);
}

function performanceDoc(): string {
  const names = [...new Set(rows.kernels.map(({ row }) => row))];
  return `<!-- Generated by bench/render.ts (npm run bench) from bench/results/; do not edit. -->

# Performance

Measured ${describe(results[0][1].environment)}.

Every figure is the median of at least 7 rounds in which all contenders of a row take turns; the machine is shared, so
only ratios within a row mean something. Before each sample all garbage is collected and the contender runs once,
untimed, the same for everybody: so none pays for what another left behind, and none starts with the other's data in the
caches. What a contender throws away itself is in its own time as far as this thread collects it; what V8's helper
threads do for it on the second core is not. Where workers take no part, time that the system gave to other programs is
not counted (the clock or the processor time of this process, whichever is less). Before anything is timed, the outputs are compared: within the accuracy that
[accuracy.md](accuracy.md) promises, or the bench stops. \`npm run bench -- --date YYYY-MM-DD\` measures again (the peers
need \`npm ci\` in bench/peers), \`npm run bench:gate\` is the short form that the tests run.

## Goals

${goalTable()}

## Kernels

Nanoseconds a candle and market, and how many times longer than simd; data in memory, all series written. The full set
is ATR 14, RSI 14, EMA 20, Bollinger 20 (3 series), VWAP of the day, Donchian 20 (2), volume surge over the median of
20, correlation with BTC over 50 returns: 8 indicators, 11 series. Outputs that the catalogue has beyond these are not
asked for, on either side.

- **fastest JavaScript** is the best that we could write (bench/rival): typed arrays, sums that roll, no allocation,
  minima without branches on the bits of the prices, and our own network for the median.
- **usual JavaScript** is the same without the last two: the window is searched again when its extreme leaves, the
  median comes from a sorted window. This is what our goals were set against.
- One series of 100,000 bars fills one lane of four, so three quarters of the work are for nothing there.

${names.map(kernelTable).join('\n\n')}

## Libraries

Like for like: the same indicators over the same candles, inputs made beforehand in the shape that each library wants.
Bars of a minute within one UTC day, so that our VWAP of the day is the plain one.

${peerTable()}

Differences in definitions, found on the outputs (after 300 bars, when seeds are forgotten):

${differences()}

${skipped.map((line) => `- skipped: ${line}`).join('\n')}
## Ingest

Nanoseconds a candle from the shape it comes in to the slab, price scale and checks included, in batches of 20 markets
as a scan takes them.

${ingestTable()}

## Candle files

Nanoseconds a row of a CSV, from the disk’s cache to the newest 300 bars of each of 400 markets as numbers, and how many
times longer than Squall on its one thread. DuckDB uses all cores: *filtered* gives it the time of the oldest wanted bar
with the query, *as a table* loads all rows first, as one would to ask more than once. The answers are compared to the bit
before anything is timed.

${readingTable()}

DuckDB ${DUCKDB}, Papa Parse ${rows.reading[0].papaParse ?? 'not installed'}.

## Whole scans

Simulated markets in memory, default preset, medians in ms with their share of the total. Clean, ingest: every
candle is looked at once and copied into the shared memory, and the context timeframe is made there. Result: heap that one finished scan holds.

${scanTable()}

## Workers

The full set in series mode by one thread and by two, nanoseconds a candle and how many times faster than one thread.
Auto decides by itself whether workers are worth it. The bytes are compared first.

${workersTable()}

## One new bar

Markets: ${rows.live[0].markets.toLocaleString('en')}. A bar of all of them, checks and writing included, against a run over
${rows.live[0].bars} bars that are in memory already; and how many times longer than the new bar. Values are compared
first. All bars again: series mode; last values: latest mode.

${liveTable()}

## History

Nanoseconds a candle; \`scanHistory\` with the default preset, all metrics. Kernels alone: one run of the scan's
indicators over the same bars, every series kept; and over few bars, so that they stay in the cache. The metrics that
kernels compute are compared with that run first, in every bar of three markets. Memory: a fresh engine, and the most that
a pass held beside its source.

${historyTable()}

## Live scans

The emulated exchange in a process of its own answers ${rows.exchange[0].latencyMs} ms after a request came, with what it
recorded in a round that does not count; pace lifted, ${rows.exchange[0].bars} bars, from opening the exchange to the result.
Results are compared with those of the simulated market first. Network: latency × rounds of
${rows.exchange[0].semaphore} requests, stage by stage (markets, tickers, candles, books). Undici alone: the same requests in
the same stages, answers thrown away. Best of ${[...new Set(rows.exchange.map(({ rounds }) => rounds))].join(', ')} rounds in
turn, as everything else that runs on the machine only adds; never more than ${Math.max(...rows.exchange.map(({ peakInFlight }) => peakInFlight))}
requests were under way.

${exchangeTable()}

## Profiles

\`squall scan --simulate --markets ${rows.profiles[0].markets}\`, medians of ${rows.profiles[0].rounds} processes each in
turn, from the start of Node on; most of it is starting and making the simulated candles. Results are compared
with those of the flags that a profile stands for.

${profileTable()}

## Monitoring

Measured ${readResult('monitor').environment.date}. Processor time of the whole process in a second in which it waits, without and with a monitor that samples every 5 s, in
turn; medians of ${rows.monitor[0].rounds} rounds. A scan computes all the time, so that this is what a monitor adds to each of
its seconds, at the most: a timer costs less in a process that is awake. Scans without and with it, in turn too, differ
by more than that from round to round.

${monitorTable()}

Event loop: how late timers were while simulated markets were scanned one bar after the other
(${rows.eventLoop[0].scans} scans a process) and \`/metrics\` and \`/performance\` were asked for each second; by the monitor in
that process, the worst of its samples. Best of ${rows.eventLoop[0].rounds} processes, as everything else that runs on
the machine only adds.

${eventLoopTable()}

## Size

${table(
  ['file', 'bytes', 'gzipped'],
  rows.size.map(({ target, bytes, gzipBytes }) => [
    `squall.${target}.wasm`,
    bytes.toLocaleString('en'),
    gzipBytes.toLocaleString('en'),
  ]),
)}
`.replace(/\n{3,}/g, '\n\n');
}

/** The few lines of the README: the full set, and each library once. */
function readmeTable(): string {
  const fullSet = rows.kernels.filter(({ row }) => row === 'full set');
  const one = fullSet.find(({ markets, bars }) => markets === 100 && bars === 1000) ?? fullSet[0];
  const rivals = ['fastest JavaScript', 'usual JavaScript'].map((name) => [
    `the ${name} that we could write`.replace(
      'the usual JavaScript that we could write',
      'usual typed-array JavaScript',
    ),
    'all 8 indicators, 11 series',
    times(timesFaster(one.timings, 'simd', name)),
  ]);
  const peers = rows.peers
    .filter(({ markets, bars }) => markets === one.markets && bars === one.bars)
    .map((row) => [
      `${row.peer} ${row.version}${row.isNative ? ' (native)' : ''}`,
      row.indicators.join(', '),
      times(timesFaster(row.timings, 'simd', row.peer)),
    ]);
  const all = rows.live[0];
  const live = [
    `computing all ${all.bars} bars again, ${all.markets.toLocaleString('en')} markets`,
    `one new bar, all ${all.outputs} outputs`,
    times(timesFaster(all.timings, 'one new bar', 'all bars again')),
  ];
  return `${table(['against', 'both compute', 'squall is faster by'], [...rivals, ...peers, live])}

One thread, ${sizeText(one)} unless told, ${describe(results[0][1].environment)}. All sizes, definitions checked, what limits each
goal: [docs/performance.md](docs/performance.md).
`;
}

writeFileSync('docs/performance.md', performanceDoc());
const readme = readFileSync('README.md', 'utf8');
const MARKERS = /(<!-- bench -->\n)[\s\S]*?(<!-- end bench -->)/;
if (!MARKERS.test(readme)) throw new Error('Expected <!-- bench --> and <!-- end bench --> in README.md.');
writeFileSync(
  'README.md',
  readme.replace(MARKERS, (_whole, start: string, end: string) => start + readmeTable() + end),
);
