import type { FileHandle } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { OPEN_TO_READ, requirePlain } from '../../files/plain-file.js';
import { fileReason } from '../../util/file-error.js';
import { SquallError } from '../../util/squall-error.js';
import { MAGIC, startsAsRecording } from '../format/frame.js';
import type { ReaderTools } from '../reader/recorded-frames.js';
import type { ScanEntry } from '../reader/recording.js';
import { Recording } from '../reader/recording.js';
import type { RecordingFs } from './recording-fs.js';
import { nodeFs } from './recording-fs.js';

/** A recording on disk that can be followed while it is being written. Needs no lock and changes nothing. */
export class RecordingFile {
  readonly #path: string;
  readonly #tools: ReaderTools;
  readonly #fs: RecordingFs;
  #file: FileHandle;
  #recording: Recording;

  private constructor(path: string, tools: ReaderTools, fs: RecordingFs, opened: OpenedFile) {
    this.#path = path;
    this.#tools = tools;
    this.#fs = fs;
    this.#file = opened.file;
    this.#recording = opened.recording;
  }

  /**
   * @throws {SquallError} NO_INPUT (66): it does not exist or cannot be read. REC_CORRUPT (22): it is not a
   *   recording.
   */
  static async open(path: string, tools: ReaderTools, fs: RecordingFs = nodeFs): Promise<RecordingFile> {
    return new RecordingFile(path, tools, fs, await openFile(path, tools, fs));
  }

  /** Contents of the file; replaced by a new object after it has been sealed. */
  get recording(): Recording {
    return this.#recording;
  }

  /**
   * Takes what was added since. @returns the new scans; `isReplaced` is true if it was sealed: all are new
   * objects then.
   */
  async refresh(): Promise<{ readonly added: readonly ScanEntry[]; readonly isReplaced: boolean }> {
    const [now, ours] = await Promise.all([this.#fs.stat(this.#path), this.#file.stat()]);
    if (now.ino !== ours.ino || ours.size < this.#recording.frames.byteLength) {
      const before = this.#recording.scans.length;
      const opened = await openFile(this.#path, this.#tools, this.#fs);
      await this.#file.close();
      this.#file = opened.file;
      this.#recording = opened.recording;
      return { added: this.#recording.scans.slice(before), isReplaced: true };
    }
    const bytes = await readFrom(this.#file, this.#recording.frames.byteLength, ours.size);
    return { added: await this.#recording.append(bytes), isReplaced: false };
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

interface OpenedFile {
  readonly file: FileHandle;
  readonly recording: Recording;
}

async function openFile(path: string, tools: ReaderTools, fs: RecordingFs): Promise<OpenedFile> {
  const file = await fs.open(path, OPEN_TO_READ).catch((error: unknown) => {
    throw cannotRead(path, error);
  });
  try {
    const bytes = await readWhole(path, file);
    return { file, recording: await Recording.open(bytes, tools) };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Reads only the start of a file that is not a recording: it may be of any size. */
async function readWhole(path: string, file: FileHandle): Promise<Uint8Array> {
  const stat = await file.stat();
  try {
    requirePlain(stat);
  } catch (error) {
    throw cannotRead(path, error);
  }
  const start = await readFrom(file, 0, Math.min(stat.size, MAGIC.length));
  if (!startsAsRecording(start)) return start;
  if (stat.size > totalmem())
    throw cannotRead(path, new Error('it is larger than the memory of this machine'));
  return readFrom(file, 0, stat.size);
}

function cannotRead(path: string, error: unknown): SquallError {
  return new SquallError('NO_INPUT', `Cannot read ${path}: ${fileReason(error)}.`);
}

/** Bytes [from, to), or fewer where the file ends. */
async function readFrom(file: FileHandle, from: number, to: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(Math.max(0, to - from));
  let filled = 0;
  while (filled < bytes.length) {
    const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, from + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}
