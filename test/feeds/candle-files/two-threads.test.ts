import fc from 'fast-check';
import { Worker } from 'node:worker_threads';
import { afterAll, describe, expect, test } from '../../support/jest.js';
import type { CandleFilesOptions } from '../../../src/feeds/candle-files/candle-files.js';
import type { TwoThreads } from '../../../src/feeds/candle-files/csv/ahead/read-by-two.js';
import { startThread } from '../../../src/threads/start-thread.js';
import { HEADER, open, TestFolder } from './files.js';

const folder = new TestFolder();
afterAll(() => folder.remove());

const START_MS = Date.UTC(2024, 0, 1);
const BAR_MS = 300_000;
const PIECE_BYTES = 16_384;
/** The head of a file is read by its caller alone. */
const HEAD_BYTES = 131_072;

interface Written {
  readonly rows: number;
  readonly symbols: number;
  readonly end: string;
  readonly isText: boolean;
  /** Lines to insert, by the row before which they go. */
  readonly odd: readonly (readonly [number, string])[];
}

function written({ rows, symbols, end, isText, odd }: Written): string {
  const oddBefore = new Map(odd);
  const lines = Array.from({ length: rows }, (_, row) => {
    const timeMs = START_MS + Math.floor(row / symbols) * BAR_MS;
    const time = isText ? new Date(timeMs).toISOString().slice(0, 19) : timeMs;
    const price = 100 + (row % 977) / 7;
    const values = [price, price + 1.5, price - 1.25, price + 0.1, row % 13];
    const line = `S${row % symbols}/USDT,${time},${values.join(',')}`;
    const before = oddBefore.get(row);
    return before === undefined ? line : `${before}${end}${line}`;
  });
  return [HEADER, ...lines].join(end);
}

/** Everything that reading a file gives, or its error. */
async function reported(
  path: string,
  twoThreads: TwoThreads,
  nowMs = START_MS + 1_700 * BAR_MS,
): Promise<unknown> {
  const bytes: number[] = [];
  const options: Partial<CandleFilesOptions> = {
    nowMs,
    timeframeMs: BAR_MS,
    onBytes: (read) => bytes.push(read),
    twoThreads,
  };
  try {
    const feed = await open(path, options);
    const markets = (await feed.markets()).map(({ symbol }) => symbol);
    const { bytesRead, rowsRead, rowsHeld } = feed;
    const candles = await feed.bars(markets, BAR_MS, 10_000, START_MS + 10 ** 10);
    return {
      markets,
      bytesRead,
      rowsRead,
      rowsHeld,
      candles,
      warnings: feed.warnings?.(),
      all: bytes.at(-1),
    };
  } catch (error) {
    const { message, code } = error as { message: string; code?: string };
    return { message, code };
  }
}

const ONE = { fromBytes: Infinity };
const two = (start?: typeof startThread): TwoThreads => ({
  fromBytes: 0,
  pieceBytes: PIECE_BYTES,
  waits: true,
  startThread: start,
});

describe('a CSV that two threads read', () => {
  const ROWS = 6_000;
  const oddLine = fc.constantFrom(
    '',
    '# a comment',
    '"S0/USDT",1704067200000,1,1,1,1,1',
    ' S0/USDT , 1704067200000 ,1,2,1,1,',
    'S1/USDT,1704067200000,,,,,',
    'NEW/USDT,1704067200000,1,1,1,1,1',
    `S2/USDT,1704067200000,1.${'3'.repeat(400)},2,1,1,1e3`,
    // Errors, each with its line.
    'S0/USDT,1704067200000,1,1,1',
    'S0/USDT,1704067200000,one,1,1,1,1',
    'S0/USDT,soon,1,1,1,1,1',
    ',1704067200000,1,1,1,1,1',
    '"',
  );
  const file = fc.record({
    rows: fc.integer({ min: 4_500, max: ROWS }),
    symbols: fc.constantFrom(1, 3, 40),
    end: fc.constantFrom('\n', '\r\n'),
    isText: fc.boolean(),
    odd: fc.array(fc.tuple(fc.integer({ min: 2_000, max: ROWS }), oddLine), { maxLength: 4 }),
  });

  test('is the same rows, or the same error of the same line, as by one', async () => {
    await fc.assert(
      fc.asyncProperty(file, async (one) => {
        const text = written(one);
        expect(text.length).toBeGreaterThan(HEAD_BYTES + 3 * PIECE_BYTES);
        const path = folder.write('candles.csv', text);
        expect(await reported(path, two())).toEqual(await reported(path, ONE));
      }),
      { numRuns: 10 },
    );
  });

  test('names the line of an hour that occurs twice', async () => {
    const lines = written({ rows: 6_000, symbols: 1, end: '\n', isText: true, odd: [] }).split('\n');
    const summer = Date.UTC(2024, 9, 27) - 5_000 * BAR_MS;
    const shifted = lines.map((line, row) => {
      if (row === 0) return line;
      const timeMs = summer + row * BAR_MS - (row > 5_030 ? 3_600_000 : 0);
      return line.replace(/,[^,]+/, `,${new Date(timeMs).toISOString().slice(0, 19)}`);
    });
    const path = folder.write('candles.csv', shifted.join('\n'));
    const nowMs = summer + 10 ** 10;
    const alone = await reported(path, ONE, nowMs);
    expect(alone).toMatchObject({ message: expect.stringContaining('an hour occurs twice') as unknown });
    expect(await reported(path, two(), nowMs)).toEqual(alone);
  });

  test('has pieces that the other thread has read', async () => {
    const path = folder.write(
      'candles.csv',
      written({ rows: 6_000, symbols: 3, end: '\n', isText: false, odd: [] }),
    );
    let messages = 0;
    const counting: typeof startThread = (what, data) =>
      startThread(what, data).on('message', ({ count }: { count: number }) => (messages += Math.sign(count)));
    expect(await reported(path, two(counting))).toEqual(await reported(path, ONE));
    expect(messages).toBeGreaterThan(0);
  });
});

describe('a second thread that fails leaves everything to its caller:', () => {
  const path = folder.write(
    'failing.csv',
    written({ rows: 6_000, symbols: 3, end: '\n', isText: false, odd: [] }),
  );
  const dying = (script: string) => (_: unknown, workerData: unknown) =>
    new Worker(script, { workerData, eval: true });
  test.each([
    [
      'it cannot be started',
      (): Worker => {
        throw new Error('no addresses are left');
      },
    ],
    ['it dies before it says anything', dying(`setTimeout(() => process.exit(3), 20)`)],
    ['it throws', dying(`throw new Error('out of luck')`)],
  ])('%s', async (_, start) => {
    expect(await reported(path, two(start))).toEqual(await reported(path, ONE));
  });

  test('it is slow to start', async () => {
    const silent = { ...two(dying(`setInterval(() => {}, 1000)`)), waits: false };
    expect(await reported(path, silent)).toEqual(await reported(path, ONE));
  });
});
