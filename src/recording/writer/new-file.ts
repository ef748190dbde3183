import { randomBytes } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import type { Deflate } from '../../codec/block/compression.js';
import type { Sha256 } from '../../util/sha256.js';
import { firstChain, KIND, MAGIC } from '../format/frame.js';
import { jsonPayload } from '../format/payloads.js';
import type { OpenedHeader } from '../reader/open-header.js';
import { chainFrames, joined, pack } from './frame-stream.js';
import type { Processes } from './lock.js';
import type { RecordingFs } from './recording-fs.js';
import { removeIfThere } from './recording-fs.js';

/** The start of a recording: its type, and its header twice. */
export async function recordingStart(
  opened: OpenedHeader,
  { sha256, deflate }: { readonly sha256: Sha256; readonly deflate: Deflate },
): Promise<{ bytes: Uint8Array; chain: Uint8Array }> {
  const bytes = jsonPayload(opened);
  const headers = await Promise.all([0, 1].map((id) => pack({ kind: KIND.header, id, bytes }, deflate)));
  const frames = chainFrames(headers, firstChain(sha256), sha256);
  return { bytes: joined([MAGIC, frames.bytes]), chain: frames.chain };
}

/** A new name beside a file, for writing its replacement. */
export function temporaryOf(path: string, { self }: Processes): string {
  return `${path}.tmp-${self.pid}-${randomBytes(8).toString('hex')}`;
}

/** Removes leftovers of killed writers of this file, and of its lock. */
export async function sweepTemporaries(fs: RecordingFs, path: string, processes: Processes): Promise<void> {
  for (const name of await fs.readdir(dirname(path))) {
    if (!name.startsWith(`${basename(path)}.`)) continue;
    const [, pid] = /\.(?:tmp|own|stale)-(\d+)-[0-9a-f]+$/.exec(name) ?? [];
    if (pid === undefined || Number(pid) === processes.self.pid) continue;
    const { host } = processes.self;
    const isOwned = processes.isAlive({ pid: Number(pid), host, startTicks: null });
    if (!isOwned) await removeIfThere(fs, join(dirname(path), name));
  }
}
