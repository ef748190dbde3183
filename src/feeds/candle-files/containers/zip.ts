import type { Entry, ZipFile } from 'yauzl';
import { invalidFile, quoted } from '../input-error.js';
import { bombRefusal, isBomb } from './read-chunks.js';

/** One file of an archive. */
export interface ZipEntry {
  readonly name: string;
  readonly chunks: AsyncGenerator<Uint8Array>;
}

/** Contents of archives besides data. */
const NO_DATA = /(?:^|\/)(?:__MACOSX\/|\.|readme)|\.(?:checksum|md5|sha256|md|pdf)$/i;
const NESTED = /\.(zip|7z|rar|tar|tgz|tar\.gz)$/i;
/** An exchange's archive has one file; a folder for a whole exchange some thousands. */
const MOST_ENTRIES = 20_000;

/**
 * The candle files of a zip archive, one after another.
 * @param source  path, or the bytes if it is not from a file.
 * @throws {SquallError} DATA_INVALID: damaged, encrypted, inside another archive, or made to fill memory.
 */
export async function* zipEntries(
  source: string | Buffer,
  name: string,
  signal?: AbortSignal,
): AsyncGenerator<ZipEntry> {
  const archive = await orDamaged(name, () => openArchive(source));
  try {
    if (archive.entryCount > MOST_ENTRIES) {
      throw invalidFile(
        `${name} contains ${archive.entryCount} files, more than the limit of ${MOST_ENTRIES}.`,
      );
    }
    const entries = archive.eachEntry();
    for (;;) {
      const next = await orDamaged(name, () => entries.next());
      if (next.done) return;
      const entry = next.value;
      if (entry.fileName.endsWith('/') || NO_DATA.test(entry.fileName)) continue;
      checkEntry(entry, `${name}/${entry.fileName}`);
      yield { name: entry.fileName, chunks: chunksOf(archive, entry, name, signal) };
    }
  } finally {
    archive.close();
  }
}

async function openArchive(source: string | Buffer): Promise<ZipFile> {
  const { fromBufferPromise, openPromise } = await import('yauzl');
  const options = { lazyEntries: true, autoClose: false } as const;
  return typeof source === 'string' ? openPromise(source, options) : fromBufferPromise(source, options);
}

function checkEntry(entry: Entry, name: string): void {
  if (NESTED.test(entry.fileName)) {
    throw invalidFile(`${name} is an archive inside an archive; unpack the outer one first.`);
  }
  if (isBomb(entry.uncompressedSize, entry.compressedSize)) throw bombRefusal(name);
}

async function* chunksOf(
  archive: ZipFile,
  entry: Entry,
  name: string,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const stream = await orDamaged(name, () => archive.openReadStreamPromise(entry));
  const chunks = (stream as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
  try {
    for (;;) {
      signal?.throwIfAborted();
      const next = await orDamaged(name, () => chunks.next());
      if (next.done) return;
      yield next.value;
    }
  } finally {
    stream.destroy();
  }
}

/** File system errors unchanged; the library's error about the archive as a sentence. */
async function orDamaged<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const { syscall, message } = error as NodeJS.ErrnoException;
    throw syscall === undefined
      ? invalidFile(`${name} is a damaged zip archive: ${quoted(message)}.`)
      : error;
  }
}
