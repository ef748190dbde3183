import { count, httpFault } from '../fault.js';
import { bodyOf, gone, half, pause, send, write, writeHead } from './wire.js';

const EVERY_MS = count(500, 1, 60_000, 'Milliseconds between two pieces.');

/** N1, N5, N6: the connection stays open, the answer does not come, or never ends. */
export const SILENCES = [
  httpFault({
    id: 'hang',
    row: 'N1',
    description: 'Reads the request and never answers.',
    ends: ['NET_TIMEOUT'],
    respond: gone,
  }),
  httpFault({
    id: 'blackhole',
    row: 'N1',
    description: 'Never answers and stops reading from the connection, even its end.',
    ends: ['NET_TIMEOUT'],
    respond: (context) => {
      context.socket.pause();
      return gone(context);
    },
  }),
  httpFault({
    id: 'stallHeaders',
    row: 'N1',
    description: 'Sends the status line and half of the headers, then nothing.',
    ends: ['NET_TIMEOUT'],
    respond: (context) => {
      context.socket.write('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Le');
      return gone(context);
    },
  }),
  httpFault({
    id: 'slowAnswer',
    row: 'N1',
    description: 'Answers correctly, but late.',
    ends: ['OK', 'NET_TIMEOUT'],
    parameters: { ms: count(1000, 0, 600_000, 'Milliseconds before the answer.') },
    respond: async (context, { ms }) => {
      await pause(context, ms);
      await send(context, context.answer.status, {}, bodyOf(context));
    },
  }),
  httpFault({
    id: 'stallBody',
    row: 'N5',
    description: 'Sends half of the body, then nothing.',
    ends: ['NET_TIMEOUT'],
    respond: async (context) => {
      const bytes = bodyOf(context);
      writeHead(context, 200, { 'content-length': String(bytes.length) });
      await write(context, half(bytes));
      await gone(context);
    },
  }),
  httpFault({
    id: 'slowBody',
    row: 'N6',
    description: 'Drips the body, a few bytes at a time.',
    ends: ['NET_TIMEOUT'],
    parameters: { bytes: count(1, 1, 1_000_000, 'Bytes in a piece.'), everyMs: EVERY_MS },
    respond: async (context, { bytes: size, everyMs }) => {
      const bytes = bodyOf(context);
      writeHead(context, 200, { 'content-length': String(bytes.length) });
      for (let sent = 0; sent < bytes.length && !context.socket.destroyed; sent += size) {
        await write(context, bytes.subarray(sent, sent + size));
        await pause(context, everyMs);
      }
      context.response.end();
    },
  }),
];
