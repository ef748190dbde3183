import type { Readable } from 'node:stream';
import type { Clock } from '../../../util/clock.js';
import { ExchangeFailure } from '../failure.js';
import { textOf, tooBig, unpackBody } from './decode-body.js';
import type { FailureContext } from './failure-context.js';

type Headers = Readonly<Record<string, string>>;

export interface BodyLimits {
  readonly maxBytes: number;
  readonly headers: Headers;
  readonly context: FailureContext;
  readonly clock: Clock;
  /** Called with every chunk. */
  readonly countBytes: (bytes: number) => void;
}

/** From here on a body must arrive at 1 KB/s or more. */
const PATIENCE_MS = 2_000;
const BYTES_PER_MS = 1.024;

/** An error page is read for its reason only, and its status must be known at once. */
const ERROR_TEXT_BYTES = 16 * 1024;
const ERROR_TEXT_MS = 1_000;

/**
 * A complete body, still compressed. Leaving early destroys the body and its connection.
 * @throws {ExchangeFailure} BAD_BODY: more than `maxBytes`; NET_TIMEOUT: dripping. The stream's error when it
 * breaks.
 */
export async function readBody(body: Readable, limits: BodyLimits): Promise<Buffer> {
  const { maxBytes, headers, context, clock, countBytes } = limits;
  if (Number(headers['content-length']) > maxBytes) {
    body.destroy();
    throw tooBig(maxBytes, context);
  }
  const startedMs = clock.nowMs();
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    const elapsedMs = clock.nowMs() - startedMs;
    // Judged by the bytes before: a body may arrive late in one piece.
    if (size > 0 && elapsedMs > PATIENCE_MS && size < elapsedMs * BYTES_PER_MS) throw dripping(context);
    size += chunk.length;
    countBytes(chunk.length);
    if (size > maxBytes) throw tooBig(maxBytes, context);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

/**
 * The start of an error's body, decompressed, as far as it arrives within a second; '' if it cannot be read.
 */
export async function readErrorText(
  body: Readable,
  headers: Headers,
  clock: Clock,
  countBytes: (bytes: number) => void,
): Promise<string> {
  const chunks: Buffer[] = [];
  const settled = new AbortController();
  clock.sleep(ERROR_TEXT_MS, settled.signal).then(
    () => body.destroy(),
    () => undefined,
  );
  try {
    let size = 0;
    for await (const chunk of body as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.length;
      countBytes(chunk.length);
      if (size > ERROR_TEXT_BYTES) break;
    }
  } catch {
    // The status is known, and that is what counts.
  } finally {
    settled.abort();
  }
  const nowhere = { exchange: '', where: '', wallMs: 0 };
  const encoding = headers['content-encoding'] ?? '';
  const unpacked = unpackBody(Buffer.concat(chunks), encoding, 64 * ERROR_TEXT_BYTES, nowhere);
  return (await unpacked.then(textOf, () => '')).slice(0, ERROR_TEXT_BYTES);
}

function dripping({ exchange, where }: FailureContext): ExchangeFailure {
  const message = `${exchange}: expected an answer of at least 1 KB/s, got a slower one from ${where}.`;
  return new ExchangeFailure('NET_TIMEOUT', message);
}
