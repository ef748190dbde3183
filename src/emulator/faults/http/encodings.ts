import { gzipSync } from 'node:zlib';
import { count, httpFault } from '../fault.js';
import { close, reset } from './breaks.js';
import { bodyOf, gone, half, pause, send, write, writeHead } from './wire.js';
import type { Rng } from '../../../util/rng.js';
import type { FaultContext } from '../fault.js';

const HEAD_START_MS = 20;
const GZIP = { 'content-encoding': 'gzip' };

function gzipOf(context: FaultContext): Buffer {
  return gzipSync(bodyOf(context));
}

async function sendHalf(context: FaultContext): Promise<void> {
  const bytes = gzipOf(context);
  writeHead(context, 200, { ...GZIP, 'content-length': String(bytes.length) });
  await write(context, half(bytes));
  await pause(context, HEAD_START_MS);
}

function noise(random: Rng, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => random.below(256)));
}

/** N4 to N6 in compressed bodies, and N14: wrong encodings. */
export const ENCODINGS = [
  httpFault({
    id: 'gzReset',
    row: 'N4',
    description: 'Resets the connection after half of a gzip body.',
    ends: ['NET_RESET'],
    respond: async (context) => {
      await sendHalf(context);
      await reset(context);
    },
  }),
  httpFault({
    id: 'gzClose',
    row: 'N4',
    description: 'Closes the connection after half of a gzip body.',
    ends: ['NET_RESET'],
    respond: async (context) => {
      await sendHalf(context);
      await close(context);
    },
  }),
  httpFault({
    id: 'gzChunkedShort',
    row: 'N4',
    description: 'Closes the connection in a chunked gzip body, without the last chunk.',
    ends: ['NET_RESET'],
    respond: async (context) => {
      writeHead(context, 200, { ...GZIP, 'transfer-encoding': 'chunked' });
      await write(context, half(gzipOf(context)));
      await close(context);
    },
  }),
  httpFault({
    id: 'gzStall',
    row: 'N5',
    description: 'Sends half of a gzip body, then nothing.',
    ends: ['NET_TIMEOUT'],
    respond: async (context) => {
      await sendHalf(context);
      await gone(context);
    },
  }),
  httpFault({
    id: 'gzSlowBody',
    row: 'N6',
    description: 'Drips a gzip body, a few bytes at a time.',
    ends: ['NET_TIMEOUT'],
    parameters: {
      bytes: count(1, 1, 1_000_000, 'Bytes in a piece.'),
      everyMs: count(500, 1, 60_000, 'Milliseconds between two pieces.'),
    },
    respond: async (context, { bytes: size, everyMs }) => {
      const bytes = gzipOf(context);
      writeHead(context, 200, { ...GZIP, 'content-length': String(bytes.length) });
      for (let sent = 0; sent < bytes.length && !context.socket.destroyed; sent += size) {
        await write(context, bytes.subarray(sent, sent + size));
        await pause(context, everyMs);
      }
      context.response.end();
    },
  }),
  httpFault({
    id: 'garbageEnc',
    row: 'N14',
    description: 'Declares gzip and sends random bytes.',
    ends: ['BAD_BODY'],
    respond: (context, _, random) => send(context, 200, GZIP, noise(random, 512)),
  }),
  httpFault({
    id: 'plainAsGzip',
    row: 'N14',
    description: 'Declares gzip and sends plain JSON.',
    ends: ['BAD_BODY'],
    respond: (context) => send(context, 200, GZIP, bodyOf(context)),
  }),
  httpFault({
    id: 'gzipAsPlain',
    row: 'N14',
    description: 'Sends gzip without declaring it.',
    ends: ['BAD_BODY'],
    respond: (context) => send(context, 200, {}, gzipOf(context)),
  }),
  httpFault({
    id: 'gzipTrunc',
    row: 'N14',
    description: 'A complete HTTP message whose gzip body stops in the middle.',
    ends: ['BAD_BODY'],
    respond: (context) => send(context, 200, GZIP, half(gzipOf(context))),
  }),
  httpFault({
    id: 'gzipBadChecksum',
    row: 'N14',
    description: 'A gzip body with a wrong checksum.',
    ends: ['BAD_BODY'],
    respond: (context) => {
      const bytes = gzipOf(context);
      // The last eight bytes are CRC-32 and length (RFC 1952 §2.3.1).
      bytes[bytes.length - 8] ^= 0xff;
      return send(context, 200, GZIP, bytes);
    },
  }),
  httpFault({
    id: 'unknownEnc',
    row: 'N14',
    description: 'Declares an encoding that does not exist.',
    ends: ['BAD_BODY'],
    respond: (context) => send(context, 200, { 'content-encoding': 'x-squall' }, bodyOf(context)),
  }),
];
