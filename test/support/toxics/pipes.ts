import { Transform } from 'node:stream';
import type { Rng } from '../../../src/util/rng.js';
import type { Timers } from './timers.js';
import type { Toxic } from './toxic.js';

/** Bytes in flight in a latency stage before it takes no more. */
const MAX_UNDER_WAY = 1 << 20;
/** A bandwidth is shared out in pieces this long: smooth enough, few timers. */
const BANDWIDTH_PIECE_MS = 50;

type Take = (chunk: Buffer, push: (bytes: Buffer | null) => void) => Promise<void> | void;

/** A stage that takes one chunk after the other, in order. */
function stage(take: Take, finish: () => Promise<void> | void = () => {}): Transform {
  const run = (work: Promise<void> | void, done: () => void): void => {
    if (work === undefined) done();
    else void work.then(done);
  };
  const made: Transform = new Transform({
    transform: (chunk: Buffer, _, done) =>
      run(
        take(chunk, (bytes) => void made.push(bytes)),
        done,
      ),
    flush: (done) => run(finish(), done),
  });
  return made;
}

function latency(ms: number, jitterMs: number, timers: Timers, random: Rng): Transform {
  let underWay = 0;
  // Each piece leaves after its own time, but never before the one in front of it.
  let last = Promise.resolve();
  return stage(
    (chunk, push) => {
      const delay = Math.max(0, ms + jitterMs * (2 * random.next() - 1));
      underWay += chunk.length;
      last = Promise.all([last, timers.sleep(delay)]).then(() => {
        underWay -= chunk.length;
        push(chunk);
      });
      return underWay > MAX_UNDER_WAY ? last : undefined;
    },
    () => last,
  );
}

/** Pieces of at most `size` bytes; `waitMs` after each. */
function sliced(size: number, timers: Timers, waitMs: (bytes: number) => number): Transform {
  return stage(async (chunk, push) => {
    for (let at = 0; at < chunk.length; at += size) {
      const piece = chunk.subarray(at, at + size);
      push(piece);
      await timers.sleep(waitMs(piece.length));
    }
  });
}

function limitData(limit: number, onLimit: () => void): Transform {
  let left = limit;
  return stage((chunk, push) => {
    if (left <= 0) return;
    push(chunk.subarray(0, left));
    left -= chunk.length;
    if (left > 0) return;
    onLimit();
    push(null);
  });
}

/** The stage of a toxic that works on bytes; null for those that work on whole connections. */
export function stageOf(toxic: Toxic, timers: Timers, random: Rng, onLimit: () => void): Transform | null {
  switch (toxic.type) {
    case 'latency':
      return latency(toxic.ms, toxic.jitterMs ?? 0, timers, random);
    case 'bandwidth': {
      const { bytesPerSecond } = toxic;
      const piece = Math.max(1, Math.floor((bytesPerSecond * BANDWIDTH_PIECE_MS) / 1000));
      return sliced(piece, timers, (bytes) => (1000 * bytes) / bytesPerSecond);
    }
    case 'slicer':
      return sliced(toxic.bytes, timers, () => toxic.delayMs ?? 1);
    case 'limit_data':
      return limitData(toxic.bytes, onLimit);
    case 'slow_close':
      return stage(
        (chunk, push) => push(chunk),
        () => timers.sleep(toxic.ms),
      );
    default:
      return null;
  }
}
