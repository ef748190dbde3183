import type { FileHandle } from 'node:fs/promises';
import { nodeDeflate, nodeInflate } from '../../codec/node/deflate.js';
import { writeTargetOf } from '../../files/write-target.js';
import type { Deflate, Inflate } from '../../codec/block/compression.js';
import { canonicalJson } from '../../util/canonical-json.js';
import type { Sha256 } from '../../util/sha256.js';
import { SquallError } from '../../util/squall-error.js';
import { KIND } from '../format/frame.js';
import { jsonPayload } from '../format/payloads.js';
import { damaged } from '../format/recording-error.js';
import type { RecordingHeader } from '../format/recording-header.js';
import type { Signer } from '../format/seal.js';
import { describeDamage } from '../reader/damage.js';
import { Recording } from '../reader/recording.js';
import type { Processes } from './lock.js';
import { nodeProcesses, takeLock } from './lock.js';
import { chainFrames, joined, pack } from './frame-stream.js';
import type { RecordingFs } from './recording-fs.js';
import { codeOf, nodeFs, removeIfThere, syncFolderOf } from './recording-fs.js';
import type { ScanToRecord } from './scan-encoder.js';
import { ScanEncoder } from './scan-encoder.js';
import { sealRecording } from './seal-recording.js';
import { recordingStart, sweepTemporaries, temporaryOf } from './new-file.js';
import { cannotCreate, writeFailed } from './write-error.js';

export interface WriterTools {
  readonly sha256: Sha256;
  /** @default node:zlib */
  readonly deflate?: Deflate;
  readonly inflate?: Inflate;
  /** @default node:fs/promises */
  readonly fs?: RecordingFs;
  /** @default those of this machine */
  readonly processes?: Processes;
}

type Tools = Required<WriterTools>;

/** Frames that count together or not at all, and the chain after them. */
type Step = ReturnType<typeof chainFrames>;

/** Where the file ends, and which part of it counts. */
interface FileEnd {
  /** Offset after the last scan that counts. */
  committed: number;
  /** Offset after the last byte; more than `committed` if a writer died or met a full disk. */
  size: number;
  chain: Uint8Array;
}

/**
 * Writes scans to the end of a recording, one after another. A scan is stored when `append` has resolved: its
 * bytes and those of all before it are on disk. Written bytes are never changed.
 */
export class RecordingWriter {
  /**
   * Bytes at the end of the file that an earlier writer left unfinished; they are skipped, not removed. 0 =
   * none.
   */
  readonly tornBytes: number;
  readonly #path: string;
  readonly #tools: Tools;
  readonly #encoder: ScanEncoder;
  readonly #end: FileEnd;
  readonly #giveBackLock: () => Promise<void>;
  #file: FileHandle;
  #scans: number;

  private constructor(path: string, tools: Tools, opened: Opened, giveBackLock: () => Promise<void>) {
    this.#path = path;
    this.#tools = tools;
    this.#encoder = opened.encoder;
    this.#end = opened.end;
    this.#file = opened.file;
    this.#scans = opened.scans;
    this.#giveBackLock = giveBackLock;
    this.tornBytes = opened.end.size - opened.end.committed;
  }

  /**
   * Opens a recording for writing: a new one, or an unsealed one started with the same header.
   * @throws {SquallError} LOCKED (75): another process writes to it. CANNOT_CREATE (73): no file can be
   *   written there, it is sealed, or has another header. REC_CORRUPT (22): it is damaged, or not a
   *   recording.
   */
  static async open(name: string, header: RecordingHeader, given: WriterTools): Promise<RecordingWriter> {
    const path = await fileToWrite(name);
    const tools: Tools = {
      deflate: nodeDeflate,
      inflate: nodeInflate,
      fs: nodeFs,
      processes: nodeProcesses,
      ...given,
    };
    const giveBackLock = await takeLock(tools.fs, path, tools.processes).catch((error: unknown) => {
      throw error instanceof SquallError ? error : cannotCreate(path, error);
    });
    try {
      return new RecordingWriter(path, tools, await openFile(path, header, tools), giveBackLock);
    } catch (error) {
      await giveBackLock();
      throw error instanceof SquallError ? error : cannotCreate(path, error);
    }
  }

  /** Scans in the file. */
  get scans(): number {
    return this.#scans;
  }

  /** Bytes of the file. */
  get byteLength(): number {
    return this.#end.size;
  }

  /**
   * Stores a scan. Calls must not overlap.
   * @throws {SquallError} REC_WRITE (74): the disk is full or fails. Earlier scans are unaffected, and the
   *   next may be tried: the half-written part is skipped then.
   */
  async append(scan: ScanToRecord): Promise<void> {
    const { sha256, deflate } = this.#tools;
    const { payloads, commit } = this.#encoder.encode(scan);
    const frames = await Promise.all(payloads.map((payload) => pack(payload, deflate)));
    try {
      const skip = chainFrames(await this.#skipTorn(), this.#end.chain, sha256);
      const kept = chainFrames(frames, skip.chain, sha256);
      await this.#write([skip, kept], () => {
        commit();
        this.#scans++;
      });
    } catch (error) {
      throw writeFailed(this.#path, error);
    }
  }

  /**
   * Writes two steps of the recording at once. A step completely in the file counts for every reader, whether
   * or not the disk confirmed it, and even if the other was cut off.
   */
  async #write(steps: readonly Step[], whenWhole: () => void): Promise<void> {
    const before = this.#end.size;
    try {
      await this.#file.appendFile(joined(steps.map(({ bytes }) => bytes)));
      await this.#file.sync();
    } finally {
      this.#end.size = (await this.#file.stat()).size;
      let end = before;
      for (const { bytes, chain } of steps) {
        end += bytes.length;
        if (end > this.#end.size || bytes.length === 0) continue;
        this.#end.committed = end;
        this.#end.chain = chain;
      }
      if (end <= this.#end.size) whenWhole();
    }
  }

  /**
   * Rewrites the recording, compressed and with an index, beside the old file, and replaces that when it is
   * complete and on disk. Nothing can be appended after that.
   * @throws {SquallError} REC_WRITE (74), REC_CORRUPT (22): the file is unchanged.
   */
  async seal(signer: Signer | null = null): Promise<void> {
    try {
      await sealRecording(this.#path, signer, this.#tools);
    } finally {
      await this.close();
    }
  }

  /** Closes the file unsealed: it can be opened again and resumed. */
  async close(): Promise<void> {
    await this.#file.close();
    await this.#giveBackLock();
  }

  /** The frame that says what readers must skip, if anything. */
  async #skipTorn() {
    const { committed, size } = this.#end;
    if (size === committed) return [];
    const torn = (await this.#tools.fs.readFile(this.#path)).subarray(committed, size);
    const resume = { from: committed, sha256: this.#tools.sha256([torn]) };
    return [
      await pack(
        { kind: KIND.resume, id: committed % 2 ** 32, bytes: jsonPayload(resume) },
        this.#tools.deflate,
      ),
    ];
  }
}

interface Opened {
  readonly file: FileHandle;
  readonly encoder: ScanEncoder;
  readonly end: FileEnd;
  readonly scans: number;
}

/** Where links end: a file's replacement must not replace a link. */
async function fileToWrite(name: string): Promise<string> {
  const target = await writeTargetOf(name).catch((error: unknown) => {
    throw cannotCreate(name, error);
  });
  if (target.kind === 'file') return target.path;
  throw cannotCreate(name, new Error(`it is a ${target.kind}, and a recording needs a file`));
}

async function openFile(path: string, header: RecordingHeader, tools: Tools): Promise<Opened> {
  const { fs, sha256 } = tools;
  await sweepTemporaries(fs, path, tools.processes);
  const bytes = await fs.readFile(path).catch((error: unknown) => {
    if (codeOf(error) !== 'ENOENT') throw error;
    return null;
  });
  if (bytes === null) return createFile(path, header, tools);
  const recording = await Recording.open(bytes, { inflate: tools.inflate, sha256 });
  // Damage in the candles shows when they are decoded.
  await recording.loadCandles();
  checkMayGrow(path, recording, header);
  const encoder = await ScanEncoder.resume(recording);
  const end = {
    committed: bytes.length - (recording.frames.tail?.bytes ?? 0),
    size: bytes.length,
    chain: recording.frames.chain!,
  };
  return { file: await fs.open(path, 'a'), encoder, end, scans: recording.scans.length };
}

async function createFile(path: string, header: RecordingHeader, tools: Tools): Promise<Opened> {
  const { fs } = tools;
  const { bytes, chain } = await recordingStart({ header, isSealed: false }, tools);
  const temporary = temporaryOf(path, tools.processes);
  try {
    await fs.writeFile(temporary, bytes, { flag: 'wx', flush: true });
    await fs.rename(temporary, path);
  } catch (error) {
    await removeIfThere(fs, temporary).catch(() => undefined);
    throw error;
  }
  await syncFolderOf(fs, path);
  const end = { committed: bytes.length, size: bytes.length, chain };
  return { file: await fs.open(path, 'a'), encoder: new ScanEncoder(header.timeframeMs), end, scans: 0 };
}

function checkMayGrow(path: string, recording: Recording, header: RecordingHeader): void {
  const [damage] = recording.frames.damage;
  if (damage !== undefined) {
    throw damaged(
      `${path} is damaged (${describeDamage(damage)}): record to another file; this one is unchanged.`,
    );
  }
  const refuse = (why: string): never => {
    const message = `Cannot resume ${path}: ${why}. Record to another file.`;
    throw new SquallError('CANNOT_CREATE', message);
  };
  if (recording.seal !== null) refuse('it is sealed');
  const before = recording.header as unknown as Record<string, unknown>;
  const wanted = header as unknown as Record<string, unknown>;
  const others = [...new Set([...Object.keys(before), ...Object.keys(wanted)])].filter(
    (name) => canonicalJson(before[name] ?? null) !== canonicalJson(wanted[name] ?? null),
  );
  if (others.length > 0) refuse(`it was begun with another ${others.join(', ')}`);
}
