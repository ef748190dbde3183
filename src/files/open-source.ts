import { createReadStream, fstatSync, openSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { OPEN_TO_READ } from './plain-file.js';

/**
 * The bytes of a file as a stream that never keeps the process alive: opened without blocking, and a pipe is
 * read by the event loop, not by a thread that waits for its writer. The signal ends it with its reason at
 * any point.
 * @throws the system's error.
 */
export function openSource(path: string, chunkBytes: number, signal?: AbortSignal): Readable {
  const fd = openSync(path, OPEN_TO_READ);
  const source = fstatSync(fd).isFIFO()
    ? new Socket({ fd, readable: true, writable: false })
    : createReadStream(path, { fd, highWaterMark: chunkBytes });
  const end = (): void => void source.destroy(signal?.reason as Error);
  if (signal?.aborted) end();
  else signal?.addEventListener('abort', end, { once: true });
  source.once('close', () => signal?.removeEventListener('abort', end));
  return source;
}
