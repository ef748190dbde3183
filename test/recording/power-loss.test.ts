import { realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from '../support/jest.js';
import { sha256 } from '../../src/platform/node.js';
import { Recording } from '../../src/recording/reader/recording.js';
import type { VerifyReport } from '../../src/recording/reader/verify.js';
import { verifyRecording } from '../../src/recording/reader/verify.js';
import type { Processes } from '../../src/recording/writer/lock.js';
import { RecordingWriter } from '../../src/recording/writer/recording-writer.js';
import type { ScanToRecord } from '../../src/recording/writer/scan-encoder.js';
import { createRng } from '../../src/util/rng.js';
import { answersGiven, fingerprint, HEADER, READER, readableScans, simulatedScans } from './fixture.js';
import { FragileFs, PowerCut } from './fragile-fs.js';

/** Names are of the real machine, bytes of the one in memory. */
const PATH = join(realpathSync(tmpdir()), 'squall-power-loss.squall');
const SITTINGS = [
  [0, 1],
  [2, 3],
];

let scans: ScanToRecord[];
let texts: string[];
beforeAll(async () => {
  scans = await simulatedScans({ scans: 6 });
  texts = scans.map((scan) => fingerprint(answersGiven(scan)));
});

/** Each start of the machine is another process; those before are dead. */
function processOf(pid: number): Processes {
  const self = { pid, host: 'here', startTicks: null };
  return { self, isAlive: (owner) => owner.pid === pid };
}

const open = (disk: FragileFs, pid: number): Promise<RecordingWriter> =>
  RecordingWriter.open(PATH, HEADER, { sha256, fs: disk.files, processes: processOf(pid) });

/** Records in two sittings and seals, until the power fails. @returns scans promised to be stored. */
async function recordUntilCut(disk: FragileFs): Promise<number[]> {
  const promised: number[] = [];
  try {
    for (const [sitting, numbers] of SITTINGS.entries()) {
      const writer = await open(disk, sitting + 1);
      for (const number of numbers) {
        await writer.append(scans[number]);
        promised.push(number);
      }
      await (sitting === SITTINGS.length - 1 ? writer.seal() : writer.close());
    }
  } catch (error) {
    // A writer says that it could not write; the cause is the cut.
    const { cause } = error as { cause?: unknown };
    if (!(error instanceof PowerCut) && !(cause instanceof PowerCut)) throw error;
  }
  return promised;
}

interface Found {
  readonly promised: readonly number[];
  /** Scans that can be read. */
  readonly readable: readonly number[];
  /** Those of them that say something else than was recorded. */
  readonly wrong: readonly number[];
  readonly report: VerifyReport | null;
  readonly disk: FragileFs;
}

async function find(promised: readonly number[], disk: FragileFs): Promise<Found> {
  const bytes = disk.contentOf(PATH);
  if (bytes === null) return { promised, readable: [], wrong: [], report: null, disk };
  const recording = await Recording.open(bytes, READER);
  const read = [...(await readableScans(recording))];
  return {
    promised,
    readable: read.map(([number]) => number),
    wrong: read.filter(([number, text]) => text !== texts[number]).map(([number]) => number),
    report: await verifyRecording(recording, null),
    disk,
  };
}

async function cutAfter(calls: number, seed: number, isHonest = true): Promise<Found> {
  const disk = new FragileFs(createRng(seed), calls, isHonest);
  const promised = await recordUntilCut(disk);
  return find(promised, disk.afterPowerLoss());
}

function expectKept({ promised, readable, wrong, report }: Found): void {
  expect(wrong).toEqual([]);
  expect(readable.slice(0, promised.length)).toEqual(promised);
  // One in flight may be there too, as a whole.
  expect(readable.length).toBeLessThanOrEqual(promised.length + 1);
  if (report === null) return;
  expect(report.readableScans).toBe(readable.length);
  expect(report.unreadable).toHaveLength(report.scans - readable.length);
  if (report.unreadable.length > 0) expect(report.damage).not.toEqual([]);
}

/** Calls of a recording that no cut ends. */
async function callsOfAll(): Promise<number> {
  const disk = new FragileFs(createRng(0));
  expect(await recordUntilCut(disk)).toEqual(SITTINGS.flat());
  return disk.calls;
}

describe('a power failure', () => {
  test('before, in and after any call costs no scan that was kept, and shows none that was not', async () => {
    const calls = await callsOfAll();
    const outcomes = new Set<string>();
    for (let call = 0; call <= calls; call++) {
      for (let seed = 1; seed <= 4; seed++) {
        const found = await cutAfter(call, 1_000 * call + seed);
        expectKept(found);
        const { promised, readable, report } = found;
        if (report === null) outcomes.add('nothing');
        else if (report.isSealed) outcomes.add('sealed');
        else if (report.damage.length > 0) outcomes.add('damaged');
        else outcomes.add(report.tail === null ? 'whole' : 'torn');
        if (readable.length > promised.length) outcomes.add('more than promised');
      }
    }
    // All of this does come about.
    expect([...outcomes].sort()).toEqual([
      'damaged',
      'more than promised',
      'nothing',
      'sealed',
      'torn',
      'whole',
    ]);
  });

  test('leaves a recording that can be resumed, unless a part in the middle is missing', async () => {
    const calls = await callsOfAll();
    await fc.assert(
      fc.asyncProperty(fc.nat(calls), fc.nat(), async (call, seed) => {
        const { disk, readable, report } = await cutAfter(call, seed);
        const before = disk.contentOf(PATH);
        const opened = await open(disk, 9).catch((error: unknown) => error as { code?: string });
        if (!(opened instanceof RecordingWriter)) {
          const reason = report?.isSealed ? 'CANNOT_CREATE' : 'REC_CORRUPT';
          expect([opened.code, report?.isSealed || report!.damage.length > 0]).toEqual([reason, true]);
          expect(disk.contentOf(PATH)).toEqual(before);
          return;
        }
        const more = [4, 5];
        for (const number of more) await opened.append(scans[number]);
        await opened.seal();
        const recording = await Recording.open(disk.contentOf(PATH)!, READER);
        const read = await readableScans(recording);
        expect([...read.values()]).toEqual([...readable, ...more].map((number) => texts[number]));
        expect((await verifyRecording(recording, null)).damage).toEqual([]);
      }),
      // A part that is missing so that the last scan has no candles.
      { numRuns: 150, examples: [[35, 315_405_455]] },
    );
  });

  test('repeatedly, also while a torn part is being reported, costs no more', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(40), { minLength: 2, maxLength: 5 }), fc.nat(), async (cuts, seed) => {
        let disk = new FragileFs(createRng(seed), cuts[0]);
        let kept: string[] = [];
        for (const [index, cut] of [...cuts.slice(1), Infinity].entries()) {
          const promised = [...kept];
          const next = texts.indexOf(kept.at(-1) ?? '') + 1;
          const attempt = (async () => {
            const writer = await open(disk, index + 1);
            for (const [number, scan] of scans.entries()) {
              if (number < next) continue;
              await writer.append(scan);
              promised.push(texts[number]);
            }
            await writer.close();
          })();
          const failure = await attempt.catch((error: unknown) => error as { code?: string });
          disk = disk.afterPowerLoss(cut);
          const bytes = disk.contentOf(PATH);
          kept =
            bytes === null ? [] : [...(await readableScans(await Recording.open(bytes, READER))).values()];
          expect(kept.slice(0, promised.length)).toEqual(promised);
          expect(texts.slice(0, kept.length)).toEqual(kept);
          // A part in the middle is missing: the file is unchanged, for reading.
          if (failure?.code === 'REC_CORRUPT') return;
        }
      }),
      { numRuns: 150 },
    );
  });

  test('would be noticed where a writer did not wait for the disk', async () => {
    const calls = await callsOfAll();
    const found = await Promise.all(
      Array.from({ length: calls + 1 }, (_, call) =>
        cutAfter(call, call, false).catch((error: unknown) => {
          if ((error as { code?: string }).code !== 'REC_CORRUPT') throw error;
          return null;
        }),
      ),
    );
    expect(found.some((one) => one === null || one.readable.length < one.promised.length)).toBe(true);
  });
});
