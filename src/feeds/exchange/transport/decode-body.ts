import { promisify } from 'node:util';
import {
  brotliDecompress,
  brotliDecompressSync,
  gunzip,
  gunzipSync,
  inflate,
  inflateRaw,
  inflateRawSync,
  inflateSync,
} from 'node:zlib';
import { ExchangeFailure } from '../failure.js';
import type { FailureContext } from './failure-context.js';
import { redact } from './redact.js';

export const ACCEPTED_ENCODINGS = 'gzip, deflate, br';

const unpackers = {
  gzip: promisify(gunzip),
  deflate: promisify(inflate),
  rawDeflate: promisify(inflateRaw),
  br: promisify(brotliDecompress),
};

/** Passing a body of candles to another thread costs several times more than decompressing it. */
const SMALL_BYTES = 256 * 1024;
const smallUnpackers = {
  gzip: gunzipSync,
  deflate: inflateSync,
  rawDeflate: inflateRawSync,
  br: brotliDecompressSync,
};

/** Candles compress to a third or a quarter: most bodies then fit into one piece. */
const EXPANSION = 5;
const LEAST_CHUNK_BYTES = 16 * 1024;

const decoder = new TextDecoder();

/**
 * Decodes a complete body. It stops at `maxBytes` of output, whatever size the input claims.
 * @throws {ExchangeFailure} BAD_BODY: an encoding that we did not request, damaged or truncated data, too
 * much.
 */
export async function unpackBody(
  wire: Buffer,
  encoding: string,
  maxBytes: number,
  context: FailureContext,
): Promise<Buffer> {
  try {
    return await unpack(wire, encoding.trim().toLowerCase(), maxBytes, context);
  } catch (error) {
    if (error instanceof ExchangeFailure) throw error;
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooBig(maxBytes, context);
    const detail = redact(String((error as Error).message), 60);
    throw new ExchangeFailure(
      'BAD_BODY',
      `${context.exchange}: expected ${encoding} data, got damaged or cut data (${detail}) from ${context.where}.`,
    );
  }
}

export function tooBig(maxBytes: number, { exchange, where }: FailureContext): ExchangeFailure {
  const limit = `${Math.round(maxBytes / 2 ** 20)} MiB`;
  const message = `${exchange}: expected an answer of at most ${limit}, got a bigger one from ${where}.`;
  return new ExchangeFailure('BAD_BODY', message, { retry: 'no' });
}

async function unpack(
  wire: Buffer,
  encoding: string,
  maxBytes: number,
  context: FailureContext,
): Promise<Buffer> {
  const isSmall = wire.length <= SMALL_BYTES;
  const { gzip, br, deflate, rawDeflate } = isSmall ? smallUnpackers : unpackers;
  const options = {
    maxOutputLength: maxBytes,
    chunkSize: Math.max(LEAST_CHUNK_BYTES, EXPANSION * Math.min(wire.length, SMALL_BYTES)),
  };
  switch (encoding) {
    case '':
    case 'identity':
      return wire;
    case 'gzip':
      return gzip(wire, options);
    case 'br':
      return br(wire, options);
    case 'deflate':
      // Some servers send it without the zlib header, whose low four bits are 8 (RFC 1950 §2.2).
      return (wire[0] & 15) === 8 ? deflate(wire, options) : rawDeflate(wire, options);
    default: {
      const got = JSON.stringify(redact(encoding, 40));
      const message = `${context.exchange}: expected content-encoding ${ACCEPTED_ENCODINGS} or none, got ${got} from ${context.where}.`;
      throw new ExchangeFailure('BAD_BODY', message);
    }
  }
}

/** Damaged sequences become U+FFFD; a byte order mark is dropped. */
export function textOf(bytes: Buffer): string {
  return decoder.decode(bytes);
}

/**
 * @throws {ExchangeFailure} BAD_BODY: anything but a JSON object or array. A web page is the fault of the whole
 * exchange.
 */
export function parseJsonBody(text: string, context: FailureContext): object {
  const trimmed = text.trim();
  const json = /^[{[]/.test(trimmed) ? parsed(trimmed) : undefined;
  if (typeof json === 'object' && json !== null) return json;
  const isPage = trimmed.startsWith('<');
  const excerpt = trimmed === '' ? '' : `: ${redact(trimmed, 100)}`;
  const { exchange, where } = context;
  const message = `${exchange}: expected a JSON object or array, got ${kindOf(trimmed)} from ${where}${excerpt}`;
  throw new ExchangeFailure('BAD_BODY', message, isPage ? { scope: 'exchange' } : {});
}

function kindOf(text: string): string {
  if (text === '') return 'nothing';
  if (text.startsWith('<')) return 'a web page';
  return /^[{[]/.test(text) ? 'cut or damaged JSON' : 'something else';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
