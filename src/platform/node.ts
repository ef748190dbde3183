import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { collectGarbage } from '../resources/node/collect-garbage.js';
import { createMemoryReader } from '../resources/node/node-memory.js';
import { type Sha256, sha256From } from '../util/sha256-from.js';
import { readWasm } from './embedded-wasm.js';
import { nodeThreads } from './node-threads.js';
import type { Platform } from './platform.js';

export const sha256: Sha256 = sha256From(() => {
  const hash = createHash('sha256');
  return { update: (part) => void hash.update(part), digest: () => hash.digest('hex') };
});

async function readBytes(location: URL | string): Promise<Uint8Array<ArrayBuffer>> {
  const text = String(location);
  if (/^(https?|data|blob):/.test(text)) {
    const response = await fetch(text);
    if (!response.ok) throw new TypeError(`Cannot fetch ${text}: status ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  }
  return new Uint8Array(await readFile(text.startsWith('file:') ? fileURLToPath(text) : text));
}

export const platform: Platform = {
  readWasm,
  readBytes,
  sha256,
  pause: () => setImmediate(),
  memoryReader: createMemoryReader,
  collectGarbage,
  threads: nodeThreads,
  cores: availableParallelism,
};
