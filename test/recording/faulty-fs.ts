import type { FileHandle } from 'node:fs/promises';
import type { RecordingFs } from '../../src/recording/writer/recording-fs.js';
import { nodeFs } from '../../src/recording/writer/recording-fs.js';

/** What goes wrong, and when: may be changed while files are open. */
export interface Faults {
  /** Bytes that the disk still takes; anything after is cut off there. */
  bytesLeft: number;
  /** What any other attempt to change something meets. */
  readonly refusal: string | null;
  /** Whether the disk can confirm writes. */
  canSync: boolean;
}

export const noFaults = (): Faults => ({ bytesLeft: Infinity, refusal: null, canSync: true });

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: made for a test`), { code });
}

/** The real file system with faults; calls are noted in `log`. */
export function faultyFs(faults: Faults, log: string[] = []): RecordingFs {
  const refuse = (): void => {
    if (faults.refusal !== null) throw systemError(faults.refusal);
  };
  const cut = (data: Uint8Array): { taken: Uint8Array; isFull: boolean } => {
    const taken = data.subarray(0, Math.min(data.length, faults.bytesLeft));
    faults.bytesLeft -= taken.length;
    return { taken, isFull: taken.length < data.length };
  };
  const wrapped = (file: FileHandle): FileHandle =>
    new Proxy(file, {
      get(target, name) {
        if (name === 'appendFile') {
          return async (data: Uint8Array) => {
            log.push('append');
            const { taken, isFull } = cut(data);
            await target.appendFile(taken);
            if (isFull) throw systemError('ENOSPC');
          };
        }
        if (name === 'sync') {
          return async () => {
            log.push('sync');
            if (!faults.canSync) throw systemError('EIO');
            await target.sync();
          };
        }
        const member: unknown = Reflect.get(target, name);
        return typeof member === 'function' ? (member.bind(target) as unknown) : member;
      },
    });
  return {
    ...nodeFs,
    open: (async (path: string, flags: string) => {
      if (flags !== 'r') refuse();
      log.push(`open ${flags}`);
      return wrapped(await nodeFs.open(path, flags));
    }) as RecordingFs['open'],
    writeFile: (async (path: string, data: Uint8Array | string, options: object) => {
      refuse();
      log.push(`write${'flush' in options ? ' flushed' : ''}`);
      const { taken, isFull } = cut(Buffer.from(data));
      await nodeFs.writeFile(path, taken, options);
      if (isFull) throw systemError('ENOSPC');
    }) as RecordingFs['writeFile'],
    rename: async (from, to) => {
      refuse();
      log.push('rename');
      await nodeFs.rename(from, to);
    },
  };
}
