import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { readPlainBytes } from '../../../files/plain-file.js';
import { invalidFile, quoted } from '../input-error.js';

/** Exchanges' names for the checksum file beside an archive. */
const ENDINGS = ['.CHECKSUM', '.checksum', '.sha256', '.md5'] as const;
/** One line; anything longer is something else. */
const MOST_BYTES = 1024;
/** Written by `sha256sum` and `md5sum`: the hash, then the file name. Binance gives SHA-256, KuCoin MD5. */
const LINE = /^([0-9a-f]{64}|[0-9a-f]{32})(?:\s|$)/i;

/** SHA-256 of a file, hex. @throws the system's error. */
export function fileSha256(path: string): Promise<string> {
  return fileHash(path, 'sha256');
}

/**
 * Compares a file with the checksum file beside it, if there is one.
 * @param name  the file's, for messages
 * @throws {SquallError} DATA_INVALID: it is not what was published, or that cannot be determined.
 */
export async function verifyChecksum(path: string, name: string): Promise<void> {
  const ending = ENDINGS.find((each) => statSync(path + each, { throwIfNoEntry: false })?.isFile() ?? false);
  if (ending === undefined) return;
  const { size } = statSync(path + ending);
  const text = Buffer.from(readPlainBytes(path + ending, 0, Math.min(size, MOST_BYTES))).toString('utf8');
  const wanted = LINE.exec(text.trim())?.[1].toLowerCase();
  if (wanted === undefined) {
    throw invalidFile(`${name}${ending}: expected a SHA-256 or MD5 of ${name}, got ${quoted(text)}.`);
  }
  const algorithm = wanted.length === 64 ? 'sha256' : 'md5';
  const actual = await fileHash(path, algorithm);
  if (actual === wanted) return;
  throw invalidFile(
    `${name} does not match ${name}${ending}: expected ${algorithm} ${wanted}, got ${actual}; it is damaged, or one of the two was republished: download both again.`,
  );
}

async function fileHash(path: string, algorithm: 'sha256' | 'md5'): Promise<string> {
  const hash = createHash(algorithm);
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
}
