import type { Result, Rows } from './harness/results.js';
import { monitorShare } from './rows/monitor.js';
import type { Timing } from './harness/measure.js';

/** The results that goals are read from; the parts are those of results.ts. */
export type AllRows = { readonly [P in keyof Rows]: Result<P>['rows'] };

export interface Goal {
  readonly number: number;
  readonly text: string;
  readonly reached: string;
  readonly isReached: boolean;
  /** What limits it. */
  readonly limit: string;
}

/** How many times longer the second takes than the first. */
export function timesFaster(timings: readonly Timing[], ours: string, theirs: string): number {
  const of = (name: string): number => {
    const timing = timings.find((each) => each.name === name);
    if (timing === undefined) throw new Error(`Expected a timing of ${name}.`);
    return timing.ns;
  };
  return of(theirs) / of(ours);
}

export function times(ratio: number): string {
  return `${ratio >= 100 ? ratio.toFixed(0) : ratio.toFixed(1)}×`;
}

const FULL_SET_GOALS = [
  { markets: 100, bars: 1000, ratio: 18 },
  { markets: 1000, bars: 500, ratio: 12 },
] as const;

export const PEER_GOALS: Readonly<Record<string, number>> = {
  technicalindicators: 500,
  'trading-signals': 100,
  'fast-technical-indicators': 100,
  indicatorts: 100,
  '@ixjb94/indicators': 25,
  tulind: 200,
  talib: 200,
};

/** How many times cheaper one new bar is than all bars again. */
export const LIVE_GOAL = 100;

/** Every goal with rows, in the words of the project, with its results. */
export function judgeGoals(rows: AllRows): Goal[] {
  return [
    ...fullSetGoals(rows),
    ...peerGoals(rows),
    ...workerGoals(rows),
    ...liveGoals(rows),
    ...ingestGoals(rows),
    ...scanGoals(rows),
    ...historyGoals(rows),
    ...storeGoals(rows),
    ...edgeGoals(rows),
    ...exchangeGoals(rows),
    sizeGoal(rows),
    ...monitorGoals(rows),
    ...eventLoopGoals(rows),
  ];
}

function fullSetGoals({ kernels }: AllRows): Goal[] {
  return FULL_SET_GOALS.map(({ markets, bars, ratio }) => {
    const row = kernels.find(
      (each) => each.row === 'full set' && each.markets === markets && each.bars === bars,
    );
    const { timings } = row as (typeof kernels)[number];
    const fastest = timesFaster(timings, 'simd', 'fastest JavaScript');
    const usual = timesFaster(timings, 'simd', 'usual JavaScript');
    return {
      number: 1,
      text: `full set ≥ ${ratio}× the fastest JavaScript at ${markets}×${bars}, one thread`,
      reached: `${times(fastest)}; ${times(usual)} the usual JavaScript`,
      isReached: fastest >= ratio,
      limit:
        'the rival: it has our median network and branch-free minima in integer arithmetic, which halve what ' +
        'JavaScript needs; four lanes cannot be much more than that ahead. Without these (usual) the window minima ' +
        'and the sorted window of the median dominate. The goal was set against that kind, on another processor. At 1000×500 writing 44 of the 64 bytes of a candle limits us',
    };
  });
}

function peerGoals({ peers }: AllRows): Goal[] {
  return Object.entries(PEER_GOALS).flatMap(([peer, goal]) => {
    const ratios = peers
      .filter((row) => row.peer === peer)
      .map((row) => ({ ...row, ratio: timesFaster(row.timings, 'simd', peer) }));
    if (ratios.length === 0) return [];
    return [
      {
        number: 2,
        text: `≥ ${goal}× ${peer}, like for like`,
        reached: ratios.map(({ markets, bars, ratio }) => `${times(ratio)} at ${markets}×${bars}`).join(', '),
        isReached: ratios.every(({ ratio }) => ratio >= goal),
        limit: 'at 1000×500 our outputs go to memory, theirs are garbage of one market at a time',
      },
    ];
  });
}

function workerGoals({ workers }: AllRows): Goal[] {
  const sizeOf = ({ markets, bars }: { markets: number; bars: number }): string => `${markets}×${bars}`;
  const sizes = workers.filter(({ bars }) => bars > 1);
  const faster = sizes.map((row) => ({
    size: sizeOf(row),
    workers: timesFaster(row.timings, 'two workers', 'one thread'),
    withCaller: timesFaster(row.timings, 'a worker and the caller', 'one thread'),
  }));
  const largest = faster[faster.length - 1];
  const roundTrips = workers
    .filter(({ bars }) => bars === 1)
    .flatMap(({ markets, timings }) => timings.map(({ name, ns }) => ({ name, us: (ns * markets) / 1000 })));
  const trip = (name: string): number => roundTrips.find((each) => each.name === name)?.us ?? NaN;
  const auto = sizes.map((row) => {
    const [one, other] = ['one thread', 'auto'].map((name) => row.timings.find((each) => each.name === name));
    const [a, b] = [one as Timing, other as Timing];
    // Half the quartile distance on each side: smaller differences count as none.
    return { row, ratio: a.ns / b.ns, isSlower: b.ns - b.spreadNs > a.ns + a.spreadNs };
  });
  const text = (ratio: number, size: string): string => `${ratio.toFixed(2)}× at ${size}`;
  return [
    {
      number: 3,
      text: `full set by two workers ≥ 1.8× one thread at ${largest.size}`,
      reached:
        `${faster.map(({ workers: ratio, size }) => text(ratio, size)).join(', ')}; a worker and the caller ` +
        text(largest.withCaller, largest.size),
      isReached: largest.workers >= 1.8,
      limit:
        'workers sleep between jobs: waking them and waiting for the last one is the larger part of a job the shorter it ' +
        'is. A caller that computes too waits less; it is off, because a hang would go unnoticed',
    },
    {
      number: 3,
      text: 'round trip of a dispatch ≤ 100 µs',
      reached:
        `${trip('two workers').toFixed(0)} µs, a worker and the caller ` +
        `${trip('a worker and the caller').toFixed(0)} µs`,
      isReached: trip('two workers') <= 100,
      limit:
        'the operating system waking a thread; a caller that computes does not wait for it when there is little',
    },
    {
      number: 3,
      text: 'the automatic threshold is never slower than one thread',
      reached: auto
        .map(({ ratio, row }) => `${text(ratio, sizeOf(row))}${row.isWorthThreads ? '' : ' (one thread)'}`)
        .join(', '),
      isReached: auto.every(({ isSlower }) => !isSlower),
      limit:
        'judged within the spread of the rounds, with both cores free. The threshold knows the work, not the machine: in ' +
        'runs beside other programs, which had the second core, auto was slower than one thread',
    },
  ];
}

function liveGoals({ live }: AllRows): Goal[] {
  return live.map(({ markets, bars, set, outputs, liveOutputs, timings }) => {
    const ratio = timesFaster(timings, 'one new bar', 'all bars again');
    const corrected = timesFaster(timings, 'one corrected bar', 'all bars again');
    const us = (timings.find(({ name }) => name === 'one new bar')?.ns ?? NaN) / 1000;
    return {
      number: 4,
      text: `one new bar of ${markets} markets ≥ ${LIVE_GOAL}× cheaper than all ${bars} bars again in series mode: ${set}`,
      reached: `${times(ratio)} (${us.toFixed(0)} µs); a correction ${times(corrected)}`,
      isReached: ratio >= LIVE_GOAL,
      limit:
        (liveOutputs > outputs
          ? `the live slab has all ${liveOutputs} outputs of these indicators, the recompute only the ${outputs} requested; and `
          : '') +
        'windows are read from the rows again at every bar, and the bars are checked and written market by market in JavaScript',
    };
  });
}

function historyGoals({ history }: AllRows): Goal[] {
  return history.map(({ markets, bars, timings, engineBytes, heapBytes }) => {
    const all = timesFaster(timings, 'kernels alone', 'metrics, filters and score');
    const few = timesFaster(timings, 'kernels alone', 'filters and score handed out');
    return {
      number: 7,
      text:
        `metrics, filters and score of every bar ≤ 3× the kernels alone, ` +
        `${markets}×${bars.toLocaleString('en')}`,
      reached:
        `${times(all)} the time of the kernels, ${times(few)} without handing the metrics out; ` +
        `${((engineBytes + heapBytes) / 2 ** 20).toFixed(0)} MB beside the candles`,
      isReached: all <= 3,
      limit:
        'beside the kernels (more than half of which is the rank of band widths) the passes over columns, with 13 divisions ' +
        'that equal bits with a scan require; the rest is memory, whose bandwidth is shared with whatever else runs: 41 bytes ' +
        'of a candle are read from the source, some 200 of metrics are written',
    };
  });
}

/** Limits for `squall edge` in seconds, and for `squall tune` in minutes. */
const EDGE_SECONDS = 10;
const TUNE_MINUTES = 5;

function storeGoals({ store }: AllRows): Goal[] {
  return store.flatMap(({ compared, timings, whole }) => {
    const share = (name: string): number => 1 / timesFaster(timings, 'memory', name);
    const percent = (name: string): string => `${(100 * share(name)).toFixed(0)} %`;
    return [
      {
        number: 16,
        text: `a history from a candle store ≥ 50 % as fast as from memory, ${sizeOf(compared)}`,
        reached: `${percent('store')}, ${percent('store, one thread')} by one thread`,
        isReached: share('store') >= 0.5,
        limit:
          'decoding: a fifth of it is inflating parts of 1,024 bars, a sixth making float64 of integers, an eighth their ' +
          'byte planes; one thread decodes while the other computes, and both share the memory',
      },
      {
        number: 16,
        text: `a candle store opens ≤ 1 s, a pass over it ≤ 1 GiB, ${sizeOf(whole)}`,
        reached: `${(whole.openMs / 1000).toFixed(2)} s, ${(whole.peakBytes / 2 ** 20).toFixed(0)} MiB`,
        isReached: whole.openMs <= 1000 && whole.peakBytes <= 2 ** 30,
        limit: 'a manifest of JSON per market; the candles that are read ahead, 256 MiB at most',
      },
    ];
  });
}

function sizeOf({ markets, bars }: { readonly markets: number; readonly bars: number }): string {
  return `${markets}×${bars.toLocaleString('en')}`;
}

function edgeGoals({ edge }: AllRows): Goal[] {
  return edge.flatMap(({ markets, bars, edges, tune }) => {
    const size = sizeOf({ markets, bars });
    const seconds = edges.map(({ ms }) => ms / 1000);
    return [
      {
        number: 16,
        text: `edge of a preset ≤ ${EDGE_SECONDS} s, ${size}`,
        reached: edges
          .map(
            ({ preset, episodes }, k) =>
              `${seconds[k].toFixed(1)} s (${preset}, ${episodes.toLocaleString('en')} episodes)`,
          )
          .join(', '),
        isReached: seconds.every((each) => each <= EDGE_SECONDS),
        limit:
          'one thread: the history pass, of every moment with an episode the cells of all markets and what followed in them ' +
          'over five horizons, and 1999 resamples',
      },
      {
        number: 16,
        text: `tune of ${tune.candidates} candidates ≤ ${TUNE_MINUTES} min, ${size}`,
        reached:
          `${(tune.ms / 1000).toFixed(0)} s, ${times(tune.oneByOneMs / tune.ms)} less than one by one; ` +
          `${(tune.heapBytes / 2 ** 20).toFixed(0)} MB beside the candles`,
        isReached: tune.ms <= TUNE_MINUTES * 60_000,
        limit:
          'half of it are the cosines of each candidate’s tests: up to 890 of every date, in five stretches of time',
      },
    ];
  });
}

function exchangeGoals({ exchange }: AllRows): Goal[] {
  const packed = exchange.filter(({ isCompressed }) => isCompressed);
  const list = (valueOf: (row: (typeof packed)[number]) => string): string =>
    packed.map((row) => `${valueOf(row)} at ${row.markets}`).join(', ');
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  const overheads = packed.map(({ first }) => first.ms / first.idealMs - 1);
  const smallest = packed[0];
  const shares = packed.map(({ first, second }) => second.bytes / first.bytes);
  return [
    {
      number: 9,
      text: `a live scan of ${smallest.markets} markets with ${smallest.latencyMs} ms latency < 1 s end to end`,
      reached:
        `${smallest.first.ms.toFixed(0)} ms from opening the exchange, ` +
        `${smallest.processMs?.toFixed(0)} ms from the start of the process`,
      isReached: (smallest.processMs ?? Infinity) < 1000,
      limit:
        'stages that wait for one another: markets, tickers, candles, each a latency at least; before them Node and ' +
        'one exchange of ccxt have to load',
    },
    {
      number: 9,
      text: 'its overhead over the bare network time ≤ 10 % at 100, 400 and 2000 markets',
      reached:
        `${list(({ first }) => percent(first.ms / first.idealMs - 1))}; ` +
        `a second scan ${list(({ second }) => percent(second.ms / second.idealMs - 1))}; ` +
        `undici alone ${list(({ first }) => percent(first.bareMs / first.idealMs - 1))}`,
      isReached: overheads.every((overhead) => overhead <= 0.1),
      limit:
        'network time: latency × rounds of as many requests as the semaphore allows, stage by stage. Within a stage a ' +
        'request starts when another’s answer is here; between the stages one thread has to make markets, tickers and the last ' +
        'candles of what came, and while it unpacks and reads an answer (0.7 ms) the next one waits; not packed, a scan ' +
        'of 400 is nearer to it. The two cores are shared with the exchange and with whatever else runs',
    },
    {
      number: 9,
      text: 'a second scan asks only for what is new: ≤ 15 % of the bytes',
      reached: list(({ first, second }) => percent(second.bytes / first.bytes)),
      isReached: shares.every((share) => share <= 0.15),
      limit: 'the headers of an answer are as long as two candles; tickers are requested again',
    },
  ];
}

function ingestGoals({ ingest }: AllRows): Goal[] {
  const at = (name: string): { text: string; values: number[] } => {
    const found = ingest.map(({ markets, bars, timings }) => ({
      ns: timings.find((timing) => timing.name === name)?.ns ?? NaN,
      size: `${markets}×${bars}`,
    }));
    return {
      text: found.map(({ ns, size }) => `${ns.toFixed(1)} ns at ${size}`).join(', '),
      values: found.map(({ ns }) => ns),
    };
  };
  const columns = [
    { name: 'Float32 columns', goal: 3 },
    { name: 'Float64 columns', goal: 5 },
  ].map(({ name, goal }) => {
    const { text, values } = at(name);
    return {
      number: 5,
      text: `ingest of ${name} ≤ ${goal} ns per candle`,
      reached: text,
      isReached: values.every((ns) => ns <= goal),
      limit:
        'the candles are copied into the shared memory and read there twice, for the scale and for the differences; ' +
        'some 0.5 µs per market are looking up and calling. Beyond the caches it is memory: each column is a short stretch ' +
        'somewhere else',
    };
  });
  const ratios = ingest.map(({ markets, bars, timings }) => ({
    ratio: timesFaster(timings, 'a bare loop over ccxt rows', 'ccxt rows'),
    size: `${markets}×${bars}`,
  }));
  return [
    ...columns,
    {
      number: 5,
      text: 'ingest of ccxt rows ≤ 2× a bare loop that reads them',
      reached: ratios.map(({ ratio, size }) => `${times(ratio)} at ${size}`).join(', '),
      isReached: ratios.every(({ ratio }) => ratio <= 2),
      limit:
        'the columns that are made of the rows on the way cost as much as those above, beside the reading',
    },
  ];
}

function scanGoals({ scan }: AllRows): Goal[] {
  const row = scan.find(({ markets }) => markets === 1000);
  if (row === undefined) return [];
  const { totalMs, hashMs, kernelMs } = row.stages;
  const ratio = (totalMs - hashMs) / kernelMs;
  return [
    {
      number: 6,
      text: 'a scan of 1000 markets × 500 bars in memory ≤ 10× its kernel pass (hashing apart)',
      reached: times(ratio),
      isReached: ratio <= 10,
      limit:
        'the kernel pass writes only the last row. Looking at every candle once and copying it into the shared memory ' +
        'takes as long again and more, as it comes from memory beyond the caches; the rest is JavaScript, a few µs a ' +
        'market, for some 40 metrics, 8 verdicts in words and a score, and clearing away what they are made of',
    },
    {
      number: 6,
      text: 'the same ≤ 10× with hashes of all that went in and came out',
      reached: times(totalMs / kernelMs),
      isReached: totalMs <= 10 * kernelMs,
      limit:
        'SHA-256 of 25 MB of candles takes as long as two to three kernel passes by the instructions of the processor ' +
        'alone, and must see every bar of a window that has moved; 3.5 KB of JSON a market, 60 numbers in their shortest ' +
        'digits among them, as long again',
    },
  ];
}

function sizeGoal({ size }: AllRows): Goal {
  const bytes = size.reduce((sum, { gzipBytes }) => sum + gzipBytes, 0);
  return {
    number: 8,
    text: 'wasm ≤ 64 KB gzipped, simd and scalar together',
    reached: `${(bytes / 1024).toFixed(1)} KB`,
    isReached: bytes <= 64 * 1024,
    limit: 'nothing yet',
  };
}

function monitorGoals({ monitor }: AllRows): Goal[] {
  return monitor.map((row) => {
    const { markets, scanMs, watchedScanMs } = row;
    const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
    return {
      number: 10,
      text: 'monitoring ≤ 1 % of the CPU time of a scan',
      reached:
        `${percent(monitorShare(row))}; scans of ${markets} markets took ${scanMs.toFixed(1)} ms without and ` +
        `${watchedScanMs.toFixed(1)} ms with it`,
      isReached: monitorShare(row) <= 0.01,
      limit:
        'the timer that measures the event loop, 50 times per second: waking an idle process is most of what it costs. ' +
        'Samples every 5 s are the lesser part',
    };
  });
}

function eventLoopGoals({ eventLoop }: AllRows): Goal[] {
  return eventLoop.map(({ markets, first, later }) => {
    const text = ({ p99Ms, maxMs }: typeof first): string =>
      `p99 ${p99Ms.toFixed(0)} ms, most ${maxMs.toFixed(0)} ms`;
    return {
      number: 10,
      text: `event-loop delay while ${markets} markets are scanned and the endpoint is polled: p99 ≤ 50 ms, most ≤ 250 ms`,
      reached: `${text(later)}; in the first scan of a process ${text(first)}`,
      isReached: [first, later].every(({ p99Ms, maxMs }) => p99Ms <= 50 && maxMs <= 250),
      limit:
        'what runs without a pause: ranking all markets, and in a young process the first batches, whose candles and code are ' +
        'made then. By the clock: other programs on the two cores are in it',
    };
  });
}
