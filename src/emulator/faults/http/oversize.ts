import { gzipSync } from 'node:zlib';
import { count, httpFault } from '../fault.js';
import { send, write, writeHead } from './wire.js';
import type { FaultContext } from '../fault.js';

const MIB = 1 << 20;

const megabytes = count(300, 1, 4096, 'Size after decompression, MiB.');

/** Valid JSON, mostly white space: only its size is wrong. */
async function stream(
  context: FaultContext,
  pieces: number,
  encode: (text: string) => Buffer,
): Promise<void> {
  const filling = encode(' '.repeat(MIB));
  await write(context, encode('['));
  for (let piece = 0; piece < pieces && !context.socket.destroyed; piece++) await write(context, filling);
  context.response.end(encode(']'));
}

/** N15: more than a client may keep. */
export const OVERSIZE = [
  httpFault({
    id: 'huge',
    row: 'N15',
    description: 'A plain body of many MiB: [], full of spaces.',
    ends: ['BAD_BODY'],
    parameters: { mb: megabytes },
    respond: async (context, { mb }) => {
      writeHead(context, 200, { 'transfer-encoding': 'chunked' });
      await stream(context, mb, (text) => Buffer.from(text));
    },
  }),
  httpFault({
    id: 'gzipBomb',
    row: 'N15',
    description: 'A gzip body of some KiB that unpacks to many MiB.',
    ends: ['BAD_BODY'],
    parameters: { mb: megabytes },
    respond: async (context, { mb }) => {
      writeHead(context, 200, { 'content-encoding': 'gzip', 'transfer-encoding': 'chunked' });
      // A gzip file may have any number of members (RFC 1952 §2.2): one MiB is compressed once and sent
      // repeatedly.
      await stream(context, mb, (text) => gzipSync(text));
    },
  }),
  httpFault({
    id: 'hugeHeader',
    row: 'N15',
    description: 'One header of many KiB.',
    ends: ['BAD_BODY'],
    parameters: { kb: count(64, 1, 1024, 'Size of the header, KiB.') },
    respond: (context, { kb }) => send(context, 200, { 'x-padding': 'x'.repeat(kb * 1024) }, '{}'),
  }),
  httpFault({
    id: 'manyHeaders',
    row: 'N15',
    description: 'Thousands of small headers.',
    ends: ['BAD_BODY'],
    parameters: { count: count(3000, 1, 20_000, 'Number of headers.') },
    respond: (context, { count: headers }) =>
      send(
        context,
        200,
        Object.fromEntries(Array.from({ length: headers }, (_, index) => [`x-padding-${index}`, 'x'])),
        '{}',
      ),
  }),
];
