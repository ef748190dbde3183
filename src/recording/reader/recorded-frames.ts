import type { Inflate } from '../../codec/block/compression.js';
import type { Sha256 } from '../../util/sha256.js';
import type { Frame } from '../format/frame.js';
import { KIND, MAGIC } from '../format/frame.js';
import { readJson } from '../format/payloads.js';
import type { ScanInputs } from '../format/scan-record.js';
import type { Resume, TornPart } from './committed-frames.js';
import { CommittedFrames } from './committed-frames.js';
import type { Damage } from './damage.js';
import { GrowingBytes } from './growing-bytes.js';
import { payloadIn, startsWithMagic } from './open-header.js';

/** A reader's environment. */
export interface ReaderTools {
  readonly inflate: Inflate;
  /**
   * Checks the chain while reading; null = only checksums are compared, which is faster without a native
   * hash.
   */
  readonly sha256: Sha256 | null;
}

/** The frames of a file that may grow, their contents, and all of its damage. */
export class RecordedFrames {
  readonly #tools: ReaderTools;
  readonly #file: GrowingBytes;
  readonly #committed: CommittedFrames;
  readonly #isSealed: boolean;
  readonly #damage: Damage[] = [];
  /** The last frame of each kind and id: one rewritten after a tear replaces the earlier. */
  readonly #last = new Map<string, Frame>();

  /** @param isSealed  whether the header says that a seal must follow. */
  constructor(bytes: Uint8Array, isSealed: boolean, tools: ReaderTools) {
    this.#tools = tools;
    this.#file = new GrowingBytes(bytes);
    this.#committed = new CommittedFrames(tools.sha256);
    this.#isSealed = isSealed;
    if (startsWithMagic(bytes)) return;
    this.#damage.push({ offset: 0, end: MAGIC.length, what: 'this is not how a recording starts' });
  }

  /** Everything that differs from what was written, by offset; grows as frames are read. */
  get damage(): readonly Damage[] {
    const missing = this.#missingEnd();
    const all = [...this.#damage, ...this.#committed.damage, ...(missing ? [missing] : [])];
    return all.sort((a, b) => a.offset - b.offset);
  }

  /** Parts that an earlier writer left unfinished, and that are not part of the recording: no damage. */
  get torn(): readonly TornPart[] {
    return this.#committed.torn;
  }

  /** Bytes at the end that are not a whole scan (yet); null = none. */
  get tail(): { readonly offset: number; readonly bytes: number } | null {
    const offset = this.#committed.end;
    const bytes = this.byteLength - offset;
    return bytes > 0 ? { offset, bytes } : null;
  }

  get byteLength(): number {
    return this.#file.bytes.length;
  }

  /** The frames that count, in order. */
  get all(): readonly Frame[] {
    return this.#committed.frames;
  }

  /** Chain of the last frame; null = unknown. */
  get chain(): Uint8Array | null {
    return this.#committed.chain;
  }

  /** Takes what has been added to the file. @returns the new frames that count. */
  async append(bytes: Uint8Array): Promise<readonly Frame[]> {
    this.#file.append(bytes);
    const frames = await this.#committed.take(this.#file.bytes, (frame) => this.readJson(frame, isResume));
    for (const frame of frames) this.#last.set(keyOf(frame.kind, frame.id), frame);
    return frames;
  }

  /** Whether no later frame replaces this one. */
  isLast(frame: Frame): boolean {
    return this.#last.get(keyOf(frame.kind, frame.id)) === frame;
  }

  /** The payload of a frame, decompressed. @throws what the decompressor throws. */
  async payloadOf(frame: Frame): Promise<Uint8Array> {
    return payloadIn(this.#file.bytes, frame, this.#tools);
  }

  /** The payload that scans refer to by this id. @throws if it was lost, or like `payloadOf`. */
  async inputPayload(name: keyof ScanInputs, id: number): Promise<Uint8Array> {
    const frame = this.#last.get(keyOf(KIND[name], id));
    if (frame === undefined) throw new Error(`its ${name} are in a damaged part`);
    return this.payloadOf(frame);
  }

  /** The stored payload of a frame. */
  storedBytes({ payloadOffset, end }: Frame): Uint8Array {
    return this.#file.bytes.subarray(payloadOffset, end);
  }

  /** The JSON of a frame; null and a report if it is malformed. */
  async readJson<Content>(frame: Frame, is: (value: unknown) => value is Content): Promise<Content | null> {
    try {
      const content = readJson(await this.payloadOf(frame));
      if (is(content)) return content;
      this.report(frame, 'the content of this frame is not what it should be');
    } catch (error) {
      this.report(frame, (error as Error).message);
    }
    return null;
  }

  /** Records damage to a frame. */
  report({ offset, end }: Frame, what: string): void {
    this.#damage.push({ offset, end, what });
  }

  #missingEnd(): Damage | null {
    if (!this.#isSealed || this.all.at(-1)?.kind === KIND.seal) return null;
    const offset = this.#committed.end;
    return { offset, end: this.byteLength, what: 'the recording was sealed, but its end is missing' };
  }
}

function keyOf(kind: number, id: number): string {
  return `${kind} ${id}`;
}

function isResume(value: unknown): value is Resume {
  const { from, sha256 } = (value ?? {}) as Record<keyof Resume, unknown>;
  return Number.isSafeInteger(from) && typeof sha256 === 'string';
}
