import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '../support/jest.js';
import fc from 'fast-check';
import { nodeInflate } from '../../src/codec/node/deflate.js';
import { crc32 } from '../../src/codec/block/crc32.js';
import { isFrame, walkFrames } from '../../src/recording/format/walk-frames.js';
import { FRAME_HEADER_BYTES, KIND, MAGIC } from '../../src/recording/format/frame.js';
import type { ReaderTools } from '../../src/recording/reader/recorded-frames.js';
import { Recording } from '../../src/recording/reader/recording.js';
import { verifyRecording } from '../../src/recording/reader/verify.js';
import { READER, readableScans, recordTo, simulatedScans } from './fixture.js';

const MUTATIONS = Number(process.env.SQUALL_MUTATIONS ?? (process.env.SQUALL_FULL === '1' ? 100_000 : 2_000));
/** Thousands of files a test: on a busy machine they take their time. */
const LONG_MS = 600_000;

const inflated = new Map<string, Uint8Array>();

/** Starting zlib costs more than all else of reading a small file, and most frames are those of the file before. */
const QUICK: ReaderTools = {
  ...READER,
  inflate(bytes, length) {
    const key = `${length} ${Buffer.from(bytes).toString('latin1')}`;
    const known = inflated.get(key) ?? (nodeInflate(bytes, length) as Uint8Array);
    if (inflated.size < 1_000) inflated.set(key, known);
    return known;
  },
};
const CHECKSUMS_ONLY: ReaderTools = { ...QUICK, sha256: null };

let folder: string;
let growing: Uint8Array;
let sealed: Uint8Array;
/** What every scan says, by its number. */
let truth: Map<number, string>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'squall-damage-'));
  const scans = await simulatedScans({ scans: 3, markets: 2, bars: 2 });
  growing = await recordTo(join(folder, 'growing.squall'), scans, false);
  sealed = await recordTo(join(folder, 'sealed.squall'), scans, true);
  truth = await readableScans(await Recording.open(growing, READER));
  expect(truth.size).toBe(scans.length);
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Reading {
  /** Whether anything was reported: an error, damage, or a tail that is not a scan. */
  readonly isReported: boolean;
  /** Numbers of scans that equal what was recorded. */
  readonly right: readonly number[];
  /** And of those that say something else. */
  readonly wrong: readonly number[];
}

async function read(bytes: Uint8Array, tools: ReaderTools = QUICK): Promise<Reading> {
  let recording: Recording;
  try {
    recording = await Recording.open(bytes, tools);
  } catch (error) {
    expect(error).toMatchObject({ code: 'REC_CORRUPT', exitCode: 22 });
    return { isReported: true, right: [], wrong: [] };
  }
  const said = await readableScans(recording);
  const isReported =
    recording.frames.damage.length > 0 ||
    recording.frames.tail !== null ||
    (await verifyRecording(recording, null)).damage.length > 0;
  const numbers = [...said.keys()];
  const isRight = (number: number): boolean => said.get(number) === truth.get(number);
  return {
    isReported,
    right: numbers.filter(isRight),
    wrong: numbers.filter((number) => !isRight(number)),
  };
}

describe('a recording that was cut', () => {
  test(
    'anywhere while it grew has all scans before the cut, and reports the rest',
    async () => {
      const { scans } = await Recording.open(growing, READER);
      const headers = walkFrames(growing, MAGIC.length).filter(isFrame).slice(0, 2);
      const whole = new Set([...headers.map(({ end }) => end), ...scans.map(({ end }) => end)]);
      for (let length = 0; length < growing.length; length++) {
        const { isReported, right, wrong } = await read(growing.slice(0, length));
        const readable = length < headers[0].end ? 0 : scans.filter(({ end }) => end <= length).length;
        expect({ length, right: right.length, wrong }).toEqual({ length, right: readable, wrong: [] });
        expect({ length, isReported }).toEqual({ length, isReported: !whole.has(length) });
      }
    },
    LONG_MS,
  );

  test(
    'anywhere after it was sealed is always reported',
    async () => {
      for (let length = 0; length < sealed.length; length++) {
        const { isReported, wrong } = await read(sealed.slice(0, length));
        expect({ length, isReported, wrong }).toEqual({ length, isReported: true, wrong: [] });
      }
    },
    LONG_MS,
  );
});

describe.each(['growing', 'sealed'])('a %s recording in which a bit was changed', (form) => {
  test(
    'in any byte is reported, and no number is wrong',
    async () => {
      const whole = form === 'growing' ? growing : sealed;
      for (let at = 0; at < whole.length; at++) {
        const bytes = whole.slice();
        bytes[at] ^= 1 << (at % 8);
        const { isReported, wrong } = await read(bytes);
        expect({ at, isReported, wrong }).toEqual({ at, isReported: true, wrong: [] });
      }
    },
    LONG_MS,
  );
});

test.each([
  ['header', [0, 1, 2]],
  ['facts', [1, 2]],
  ['bars', [1, 2]],
  ['details', [1, 2]],
  ['scan', [1, 2]],
] as const)('a damaged frame of kind %s costs only the scan that it is of', async (kind, right) => {
  const first = walkFrames(growing, MAGIC.length)
    .filter(isFrame)
    .find((frame) => frame.kind === KIND[kind])!;
  for (const at of [first.offset, first.offset + 8, first.end - 1]) {
    const bytes = growing.slice();
    bytes[at] ^= 1;
    expect(await read(bytes, CHECKSUMS_ONLY)).toEqual({ isReported: true, right, wrong: [] });
  }
});

type Mutation = (bytes: Uint8Array) => Uint8Array;

const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const length = fc.oneof(fc.nat(8), fc.nat(2_000));
const at = (bytes: Uint8Array, share: number): number => Math.floor(share * bytes.length);

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.tuple(place, fc.uint8Array({ minLength: 1, maxLength: 40 })).map(([share, values]): Mutation => {
    return (bytes) => {
      const changed = bytes.slice();
      const from = at(bytes, share);
      changed.set(values.subarray(0, changed.length - from), from);
      return changed;
    };
  }),
  fc.tuple(place, length).map(([share, count]): Mutation => {
    return (bytes) =>
      Buffer.concat([bytes.subarray(0, at(bytes, share)), bytes.subarray(at(bytes, share) + count)]);
  }),
  fc.tuple(place, place, length).map(([from, to, count]): Mutation => {
    const part = (bytes: Uint8Array) => bytes.subarray(at(bytes, from), at(bytes, from) + count);
    return (bytes) =>
      Buffer.concat([bytes.subarray(0, at(bytes, to)), part(bytes), bytes.subarray(at(bytes, to))]);
  }),
  fc.tuple(place, length, fc.constantFrom(0, 0xff)).map(([share, count, value]): Mutation => {
    return (bytes) => new Uint8Array(bytes).fill(value, at(bytes, share), at(bytes, share) + count);
  }),
  fc.tuple(place).map(([share]): Mutation => {
    return (bytes) => bytes.slice(0, at(bytes, share));
  }),
);

/** Changes the content of one frame and its checksums with it: decoding then sees bytes we never wrote. */
const forgery = fc.tuple(
  place,
  fc.array(fc.tuple(place, fc.nat(255)), { minLength: 1, maxLength: 6 }),
  fc.option(fc.nat(2 ** 32 - 1)),
);

function forge(
  bytes: Uint8Array,
  [which, changes, rawLength]: [number, [number, number][], number | null],
): Uint8Array {
  const forged = bytes.slice();
  const frames = walkFrames(bytes, MAGIC.length).filter(isFrame);
  const { offset, payloadOffset, end } = frames[Math.floor(which * frames.length)];
  const payload = forged.subarray(payloadOffset, end);
  for (const [share, value] of changes) payload[at(payload, share)] ^= value;
  const view = new DataView(forged.buffer, offset, FRAME_HEADER_BYTES);
  if (rawLength !== null) view.setUint32(16, rawLength, true);
  view.setUint32(20, crc32(payload), true);
  view.setUint32(56, crc32(forged.subarray(offset, offset + 56)), true);
  return forged;
}

const settings = { numRuns: Math.ceil(MUTATIONS / 2), verbose: fc.VerbosityLevel.None };

test(
  'mutated files never crash the reader nor show a wrong number, and need no more memory than twice their size',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.boolean(),
        fc.array(mutation, { minLength: 1, maxLength: 4 }),
        async (isSealed, mutations) => {
          const bytes = mutations.reduce((before, mutate) => mutate(before), isSealed ? sealed : growing);
          let asked = 0;
          const inflate: ReaderTools['inflate'] = (stored, count) => {
            asked += count;
            return QUICK.inflate(stored, count);
          };
          await Recording.open(bytes, { ...QUICK, inflate }).catch(() => undefined);
          expect(asked).toBeLessThanOrEqual(2 * bytes.length + 2 ** 20);
          const { wrong, isReported } = await read(bytes);
          expect(wrong).toEqual([]);
          const isWhole = Buffer.compare(bytes, isSealed ? sealed : growing) === 0;
          const isCut = !isSealed && Buffer.compare(bytes, growing.subarray(0, bytes.length)) === 0;
          expect(isReported || isWhole || isCut).toBe(true);
        },
      ),
      settings,
    );
  },
  LONG_MS,
);

test(
  'forged files with right checksums never crash the reader, and the chain shows them',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.boolean(), forgery, async (isSealed, how) => {
        const whole = isSealed ? sealed : growing;
        const bytes = forge(whole, how);
        const { isReported } = await read(bytes);
        expect(isReported || Buffer.compare(bytes, whole) === 0).toBe(true);
      }),
      settings,
    );
  },
  LONG_MS,
);
