import { beforeAll, describe, expect, test } from '../support/jest.js';
import { ENGINE_NAMES, instantiateKernels } from '../../src/kernels/engine/engine.js';
import type { Kernels } from '../../src/kernels/engine/kernels.js';
import { seeded } from './helpers.js';
import { compilePlanted } from './planted-kernels.js';
import { compiled } from './pool-fixture.js';
import { SafetyBench } from './safety-bench.js';
import { SAFETY_CASES } from './safety-cases.js';
import { engineOver, kernelsOf } from './safety-fuzz.js';
import { SafetyIngestBench, SHAPES } from './safety-ingest-bench.js';
import { LIVE_PARAMETERS, liveRequests, SafetyLiveBench } from './safety-live-bench.js';

const SEED = Number(process.env['FUZZ_SEED'] ?? 20240612);

// safety.long.test.ts makes two million calls; these quickly find what is wrong everywhere.
test.each(ENGINE_NAMES)('kernels of %s write only to their own bytes in calls of every length', (engine) => {
  const bench = new SafetyBench(60, 20, kernelsOf(engine));
  const random = seeded(SEED);
  const failures: (string | null)[] = [];
  for (let length = 0; length <= 60; length++) {
    bench.load(length, SEED + length);
    for (const kernel of SAFETY_CASES) {
      const periods = kernel.periods.map(
        ({ min, max }) => min + Math.floor(random() * (Math.min(max, 20) - min + 1)),
      );
      failures.push(bench.check(kernel, { periods, from: 0, mode: 'series' }));
    }
  }
  expect(failures.filter((failure) => failure !== null)).toEqual([]);
});

/** Each is sma with one mistake. */
const BUGS: Readonly<Record<string, { body: string; found: RegExp }>> = {
  offByOne: {
    body: 'call.to++; real<v128>(call, 0); call.to--;',
    found: /wrote to byte \d+, inside outputs\[0\]\.output0/,
  },
  tailStore: {
    body: `real<v128>(call, 0);
      if (call.to > call.from) v128.store(last(call) + 4, f32x4.splat(1));`,
    found: /wrote to byte/,
  },
  wrongStride: {
    body: 'call.rowStride += 4; real<v128>(call, 0); call.rowStride -= 4;',
    found: /wrote to byte|was not written/,
  },
  wrongBase: {
    body: 'const out = call.out; call.out = call.close; real<v128>(call, 0); call.out = out;',
    found: /wrote to byte \d+, inside inputs\[0\]\.close/,
  },
  wildStore: {
    body: `real<v128>(call, 0);
      if (call.period == 7) store<u8>(call.out + 9001, 1);`,
    found: /wrote to byte/,
  },
  constantOverwritten: {
    body: `real<v128>(call, 0);
      store<u8>(1030, load<u8>(1030) + 1);`,
    found: /wrote to byte 1030, before the first column/,
  },
  callOverwritten: {
    body: `real<v128>(call, 0);
      call.period++;`,
    found: /wrote to byte \d+, inside calls/,
  },
  scratchOverrun: {
    body: `real<v128>(call, 0);
      v128.store(call.scratch + ((call.period + 1) << 4), f32x4.splat(1));`,
    found: /wrote to byte \d+, 0 bytes behind|wrote to byte \d+, inside scratch/,
  },
  readPastTheEnd: {
    body: `real<v128>(call, 0);
      if (call.to > call.from) v128.store(last(call), v128.load(call.close + (call.to << 4)));`,
    found: /depends on bytes that are not inputs/,
  },
  staleScratch: {
    body: `const stale = v128.load(call.scratch + 16);
      real<v128>(call, 0);
      if (call.to > call.from) v128.store(last(call), stale);`,
    found: /depends on bytes that are not inputs/,
  },
  rowLeftOut: {
    body: 'call.to--; real<v128>(call, 0); call.to++;',
    found: /was not written/,
  },
};

/** `last`: address of the last output row. */
const PLANTED = `
  import { Call } from './assembly/call';
  import { sma as real } from './assembly/sma';
  function last(call: Call): usize {
    return call.out + ((call.to - 1) as usize) * call.rowStride;
  }
`;

describe('the check', () => {
  let module: object;
  beforeAll(async () => {
    const source = Object.entries(BUGS)
      .map(
        ([name, { body }]) =>
          `export function ${name}(at: usize): void { const call = changetype<Call>(at); ${body} }`,
      )
      .join('\n');
    module = compiled(await compilePlanted([], PLANTED + source));
  });

  const sma = SAFETY_CASES.find(({ name }) => name === 'sma');

  function firstFailure(bug: string | null): string | null {
    if (sma === undefined) throw new Error('Expected sma among the cases.');
    const bench = new SafetyBench(60, 20, (memory) => {
      if (bug === null) return kernelsOf('simd')(memory);
      const kernels = instantiateKernels(module, memory) as Kernels & Record<string, Kernels['run']>;
      return { ...kernels, run: kernels[bug] };
    });
    for (let length = 0; length <= 60; length++) {
      bench.load(length, 3);
      for (let period = 1; period <= 20; period++) {
        const series = bench.check(sma, { periods: [period], from: 0, mode: 'series' });
        if (series !== null) return series;
      }
    }
    return null;
  }

  test('finds nothing in a kernel without a bug', () => {
    expect(firstFailure(null)).toBeNull();
  });

  test.each(Object.keys(BUGS))('finds the planted bug %s', (bug) => {
    expect(firstFailure(bug)).toMatch(BUGS[bug].found);
  });
});

/** A memory as words and as numbers, and the addresses passed to liveBar. */
interface LiveCall {
  readonly words: Uint32Array;
  readonly floats: Float32Array;
  readonly bar: number;
  readonly tasks: number;
  readonly blocks: number;
  readonly blockCount: number;
  readonly blockStride: number;
}

/** What a faulty kernel does after the real one has run. Words of a bar and of a task: assembly/live-task.ts. */
const LIVE_BUGS: Readonly<Record<string, { damage: (call: LiveCall) => void; found: RegExp }>> = {
  beforeTheOutputs: {
    damage({ words, floats, tasks, blocks }) {
      floats[(blocks + words[tasks / 4 + 1] - 4) / 4] = 1;
    },
    found: /wrote to byte \d+, \d+ bytes behind blocks\[\d\]\.head/,
  },
  nextBlock: {
    damage({ words, floats, tasks, blocks, blockCount, blockStride }) {
      if (blockCount === 1) floats[(blocks + blockStride + words[tasks / 4 + 1]) / 4] = 1;
    },
    found: /wrote to byte \d+, (inside blocks\[1\]\.outputs|\d+ bytes behind blocks\[1\])/,
  },
  nextRow: {
    damage({ words, floats, bar, blocks }) {
      const [columns, stride, , , row] = words.subarray(bar / 4);
      floats[(blocks + columns + 5 * stride + 16 * (row + 1)) / 4] = 1;
    },
    found: /wrote to byte \d+, (inside|\d bytes behind) blocks\[\d\]\.returns/,
  },
  readsTheNextRow: {
    damage({ words, floats, bar, tasks, blocks, blockCount }) {
      const [columns, , , , row] = words.subarray(bar / 4);
      if (blockCount === 0) return;
      floats[(blocks + words[tasks / 4 + 1]) / 4] = floats[(blocks + columns + 16 * (row + 1)) / 4];
    },
    found: /outputs depends on bytes that are not inputs/,
  },
};

describe('the check of live bars', () => {
  function firstFailure(damage: ((call: LiveCall) => void) | null): string | null {
    const bench = new SafetyLiveBench(30, (memory) => {
      const real = kernelsOf('simd')(memory);
      if (damage === null) return real;
      const views = { words: new Uint32Array(memory.buffer), floats: new Float32Array(memory.buffer) };
      const liveBar: Kernels['liveBar'] = (bar, tasks, taskCount, blocks, blockCount, blockStride) => {
        real.liveBar(bar, tasks, taskCount, blocks, blockCount, blockStride);
        // Not when it prepares a benchmark.
        if (taskCount > 1) damage({ ...views, bar, tasks, blocks, blockCount, blockStride });
      };
      return { ...real, liveBar };
    });
    for (let seed = 0; seed < 40; seed++) {
      bench.load(liveRequests(Array<number>(LIVE_PARAMETERS.length).fill(2 + (seed % 20)), 'mean'), seed);
      const failure = bench.check();
      if (failure !== null) return failure;
    }
    return null;
  }

  test('finds nothing in kernels without a bug', () => {
    expect(firstFailure(null)).toBeNull();
  });

  test.each(Object.keys(LIVE_BUGS))('finds the planted bug %s', (bug) => {
    expect(firstFailure(LIVE_BUGS[bug].damage)).toMatch(LIVE_BUGS[bug].found);
  });
});

/** What a faulty kernel does to the closes of the first block, after the real one has run. */
const INGEST_BUGS: Readonly<
  Record<
    string,
    { damage: (floats: Float32Array, closes: number, blockWords: number) => void; found: RegExp }
  >
> = {
  behindTheLastRow: {
    damage: (floats, closes) => (floats[closes + 4 * INGEST_BARS] = 1),
    found: /wrote to byte/,
  },
  nextBlock: {
    damage: (floats, closes, blockWords) => (floats[closes + blockWords] = 1),
    found: /wrote to byte/,
  },
  anotherLane: {
    damage: (floats, closes) => (floats[closes] = 3),
    found: /a lane holds 3, not/,
  },
  readsAnotherBlock: {
    damage: (floats, closes, blockWords) => (floats[closes] = floats[closes + blockWords]),
    found: /depends on bytes that are not candles/,
  },
};

const INGEST_BARS = 60;

describe('the check of ingested markets', () => {
  async function firstFailure(bug: string | null): Promise<string | null> {
    const planned: { firstBlock?: SafetyIngestBench['firstBlock'] } = {};
    const bench = await SafetyIngestBench.create(INGEST_BARS, async (memory) => {
      const engine = await engineOver('simd', memory);
      if (bug === null) return engine;
      const ingest: Kernels['ingest'] = (...args) => {
        engine.kernels.ingest(...args);
        const { closes, blockWords } = planned.firstBlock as SafetyIngestBench['firstBlock'];
        INGEST_BUGS[bug].damage(new Float32Array(memory.buffer), closes, blockWords);
      };
      return { ...engine, kernels: { ...engine.kernels, ingest } };
    });
    // Read once: the slab writes pending bars before it returns its addresses.
    planned.firstBlock = bench.firstBlock;
    for (const [seed, shape] of SHAPES.entries()) {
      for (let length = 1; length <= INGEST_BARS; length++) {
        const failure = bench.check([INGEST_BARS, length], shape, seed);
        if (failure !== null) return failure;
      }
    }
    return null;
  }

  test('finds nothing in kernels without a bug', async () => {
    expect(await firstFailure(null)).toBeNull();
  });

  test.each(Object.keys(INGEST_BUGS))('finds the planted bug %s', async (bug) => {
    expect(await firstFailure(bug)).toMatch(INGEST_BUGS[bug].found);
  });
});
