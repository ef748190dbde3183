import type { Sha256 } from '../../util/sha256.js';
import type { Frame } from '../format/frame.js';
import { expectedChain, firstChain, KIND, MAGIC, toHex } from '../format/frame.js';
import { SEAL_MAGIC, trailerBytes } from '../format/seal.js';
import type { Gap } from '../format/walk-frames.js';
import { isGap, walkFrames } from '../format/walk-frames.js';
import type { Damage } from './damage.js';

/** A part left behind by a writer that died, or met a full disk, and reported by the next one. */
export interface TornPart {
  readonly offset: number;
  readonly end: number;
}

/** Contents of a `resume` frame: the bytes from there up to it are not part of the recording. */
export interface Resume {
  readonly from: number;
  readonly sha256: string;
}

/**
 * Frames that end a step of the recording (a scan and its inputs): anything after the last is not recorded
 * yet.
 */
const ENDS_A_STEP: ReadonlySet<number> = new Set([KIND.header, KIND.scan, KIND.resume, KIND.seal]);

/**
 * Determines which frames of a file count, in order; checks the chain if there is a hash. Can be called again
 * when the file has grown.
 */
export class CommittedFrames {
  readonly frames: Frame[] = [];
  readonly damage: Damage[] = [];
  readonly torn: TornPart[] = [];
  readonly #sha256: Sha256 | null;
  /** Chain up to the last valid frame; null if it cannot be known. */
  #chain: Uint8Array | null;
  #end = MAGIC.length;
  #seal: Frame | null = null;

  constructor(sha256: Sha256 | null) {
    this.#sha256 = sha256;
    this.#chain = sha256 && firstChain(sha256);
  }

  /** Offset after the last byte that counts. */
  get end(): number {
    return this.#end;
  }

  /** Chain of the last frame that counts; null = it cannot be known. */
  get chain(): Uint8Array | null {
    return this.#chain;
  }

  /**
   * Takes what has been added to the file.
   * @param readResume  contents of a resume frame; null = it cannot be read.
   * @returns the new frames that count.
   */
  async take(file: Uint8Array, readResume: (frame: Frame) => Promise<Resume | null>): Promise<Frame[]> {
    if (this.#seal !== null) return [];
    const before = this.frames.length;
    let step: (Frame | Gap)[] = [];
    for (const part of walkFrames(file, this.#end)) {
      step.push(part);
      if (isGap(part) || !ENDS_A_STEP.has(part.kind)) continue;
      if (part.kind === KIND.resume) step = this.#dropTorn(file, step, part, await readResume(part));
      this.#commit(file, step);
      step = [];
      if (part.kind === KIND.seal) {
        this.#seal = part;
        this.#checkTrailer(file, part);
        break;
      }
    }
    return this.frames.slice(before);
  }

  #dropTorn(
    file: Uint8Array,
    step: readonly (Frame | Gap)[],
    frame: Frame,
    resume: Resume | null,
  ): (Frame | Gap)[] {
    if (resume === null || !(resume.from >= this.#end && resume.from <= frame.offset)) {
      this.damage.push({ ...spanOf(frame), what: 'this frame reports an impossible torn part' });
      return [...step];
    }
    if (this.#sha256 && this.#sha256([file.subarray(resume.from, frame.offset)]) !== resume.sha256) {
      this.damage.push({ offset: resume.from, end: frame.offset, what: 'this torn part was changed later' });
    }
    this.torn.push({ offset: resume.from, end: frame.offset });
    return [...step.filter(({ offset }) => offset < resume.from), frame];
  }

  #commit(file: Uint8Array, step: readonly (Frame | Gap)[]): void {
    for (const part of step) {
      if (isGap(part)) {
        this.damage.push({ ...spanOf(part), what: part.fault });
        this.#chain = null;
        continue;
      }
      if (this.#sha256 && this.#chain !== null) this.#checkChain(file, part, this.#chain, this.#sha256);
      this.#chain = part.chain;
      this.frames.push(part);
      this.#end = part.end;
    }
  }

  #checkChain(file: Uint8Array, frame: Frame, previous: Uint8Array, sha256: Sha256): void {
    if (toHex(expectedChain(file, frame, previous, sha256)) === toHex(frame.chain)) return;
    const what = 'this frame does not follow the one before it: something was changed, removed or inserted';
    this.damage.push({ ...spanOf(frame), what });
  }

  #checkTrailer(file: Uint8Array, seal: Frame): void {
    const wanted = trailerBytes(seal.offset);
    const end = file.subarray(seal.end);
    this.#end = file.length;
    if (end.length === wanted.length && wanted.every((byte, at) => byte === end[at])) return;
    const what =
      end.length < SEAL_MAGIC.length ? 'the end of the file is missing' : 'the end of the file is damaged';
    this.damage.push({ offset: seal.end, end: file.length, what });
  }
}

function spanOf({ offset, end }: Frame | Gap): { offset: number; end: number } {
  return { offset, end };
}
