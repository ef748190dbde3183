import type { Deflate, Inflate } from '../../codec/block/compression.js';
import type { Sha256 } from '../../util/sha256.js';
import { SquallError } from '../../util/squall-error.js';
import { KIND, MAGIC, toHex } from '../format/frame.js';
import { jsonPayload } from '../format/payloads.js';
import { damaged } from '../format/recording-error.js';
import type { Seal, Signer } from '../format/seal.js';
import { indexOf, signedMessage, trailerBytes } from '../format/seal.js';
import { isFrame, walkFrames } from '../format/walk-frames.js';
import { describeDamage } from '../reader/damage.js';
import { Recording } from '../reader/recording.js';
import { verifyRecording } from '../reader/verify.js';
import { chainFrames, joined, pack } from './frame-stream.js';
import type { Processes } from './lock.js';
import { recordingStart, temporaryOf } from './new-file.js';
import type { RecordingFs } from './recording-fs.js';
import { removeIfThere, syncFolderOf } from './recording-fs.js';
import { repack } from './repack.js';
import { writeFailed } from './write-error.js';

export interface SealTools {
  readonly sha256: Sha256;
  readonly deflate: Deflate;
  readonly inflate: Inflate;
  readonly fs: RecordingFs;
  readonly processes: Processes;
}

/**
 * Rewrites a recording, compressed, beside the old file, reads it back, and only then replaces the old one.
 * The caller holds the lock.
 * @throws {SquallError} REC_CORRUPT (22): an unreadable part would be lost. REC_WRITE (74).
 */
export async function sealRecording(path: string, signer: Signer | null, tools: SealTools): Promise<void> {
  const { fs, sha256, inflate } = tools;
  const temporary = temporaryOf(path, tools.processes);
  try {
    const recording = await Recording.open(await fs.readFile(path), { sha256, inflate });
    const sealed = await sealedBytes(recording, signer, tools);
    const { mode } = await fs.stat(path);
    await fs.writeFile(temporary, sealed, { flag: 'wx', flush: true, mode: 0o600 });
    await fs.chmod(temporary, mode & 0o7777);
    const written = await Recording.open(await fs.readFile(temporary), { sha256, inflate });
    await checkSame(recording, written);
    await fs.rename(temporary, path);
    await syncFolderOf(fs, path);
  } catch (error) {
    await removeIfThere(fs, temporary).catch(() => undefined);
    throw error instanceof SquallError ? error : writeFailed(path, error);
  }
}

/**
 * The bytes of the sealed form of a recording: equal scans give equal bytes, in however many pieces they
 * arrived.
 */
async function sealedBytes(
  recording: Recording,
  signer: Signer | null,
  tools: { readonly sha256: Sha256; readonly deflate: Deflate },
): Promise<Uint8Array> {
  const { sha256, deflate } = tools;
  await expectSound(recording, 'It cannot be sealed');
  const start = await recordingStart({ header: recording.header, isSealed: true }, tools);
  const body = chainFrames(await repack(recording, deflate), start.chain, sha256);
  const before = joined([start.bytes, body.bytes]);
  const chain = toHex(body.chain);
  const signature = signer && {
    algorithm: 'Ed25519' as const,
    publicKey: toHex(signer.publicKey),
    value: toHex(await signer.sign(signedMessage(chain))),
  };
  const seal: Seal = {
    scans: recording.scans.length,
    candles: (await recording.loadCandles()).rows,
    chain,
    index: indexOf(walkFrames(before, MAGIC.length).filter(isFrame)),
    signature,
  };
  const last = await pack({ kind: KIND.seal, id: 0, bytes: jsonPayload(seal) }, deflate);
  return joined([before, chainFrames([last], body.chain, sha256).bytes, trailerBytes(before.length)]);
}

/** Unreadable parts would be lost. */
async function expectSound(recording: Recording, otherwise: string): Promise<void> {
  const { damage, unreadable } = await verifyRecording(recording, null);
  if (damage.length > 0) throw damaged(`${otherwise}: ${describeDamage(damage[0])}.`);
  if (unreadable.length > 0) throw damaged(`${otherwise}: ${unreadable[0].reason}`);
}

/** Checks that the new file says the same as the old one. */
async function checkSame(recording: Recording, written: Recording): Promise<void> {
  await expectSound(written, 'The sealed file was not written correctly, and the old one is kept');
  const texts = [recording, written].map(({ scans }) => JSON.stringify(scans.map(({ record }) => record)));
  if (texts[0] !== texts[1]) throw damaged('The sealed file has other scans; the old one is kept.');
}
