import { httpFault } from '../fault.js';
import { bodyOf, end, gone, half, pause, send, write, writeHead } from './wire.js';
import type { FaultContext } from '../fault.js';

/** A reset overtakes data in transit: earlier pieces get this head start. */
const HEAD_START_MS = 20;
/** Time within which even a busy client has read an answer. */
const READ_MS = 100;

async function sendHalf(context: FaultContext): Promise<void> {
  const bytes = bodyOf(context);
  writeHead(context, 200, { 'content-length': String(bytes.length) });
  await write(context, half(bytes));
  await pause(context, HEAD_START_MS);
}

/** Ends a connection with a reset (RST), as a crashed peer or a firewall does. */
export function reset(context: FaultContext): Promise<void> {
  context.socket.resetAndDestroy();
  return gone(context);
}

/** Closes a connection properly (FIN), whatever was promised on it. */
export function close(context: FaultContext): Promise<void> {
  context.socket.destroySoon();
  return gone(context);
}

/** N2, N3, N19: the connection ends where it should not. */
export const BREAKS = [
  httpFault({
    id: 'reset',
    row: 'N2',
    description: 'Resets the connection instead of answering.',
    ends: ['NET_RESET'],
    respond: reset,
  }),
  httpFault({
    id: 'closeNoAnswer',
    row: 'N2',
    description: 'Closes the connection instead of answering.',
    ends: ['NET_RESET'],
    respond: close,
  }),
  httpFault({
    id: 'resetMidBody',
    row: 'N3',
    description: 'Resets the connection after half of the body.',
    ends: ['NET_RESET'],
    respond: async (context) => {
      await sendHalf(context);
      await reset(context);
    },
  }),
  httpFault({
    id: 'closeMidBody',
    row: 'N3',
    description: 'Closes the connection after half of the body that Content-Length promised.',
    ends: ['NET_RESET'],
    respond: async (context) => {
      await sendHalf(context);
      await close(context);
    },
  }),
  httpFault({
    id: 'chunkedShort',
    row: 'N3',
    description: 'Closes the connection in a chunked body, without the last chunk.',
    ends: ['NET_RESET'],
    respond: async (context) => {
      writeHead(context, 200, { 'transfer-encoding': 'chunked' });
      await write(context, half(bodyOf(context)));
      await close(context);
    },
  }),
  httpFault({
    id: 'closeAfterResponse',
    row: 'N19',
    description: 'Answers correctly, promises to keep the connection for a minute, and closes it at once.',
    ends: ['OK'],
    respond: async (context) => {
      await send(
        context,
        context.answer.status,
        { connection: 'keep-alive', 'keep-alive': 'timeout=60' },
        bodyOf(context),
      );
      await close(context);
    },
  }),
  httpFault({
    id: 'resetAfterResponse',
    row: 'N19',
    description:
      'Answers correctly, promises to keep the connection for a minute, and resets it a moment later.',
    ends: ['OK'],
    respond: async (context) => {
      const bytes = bodyOf(context);
      writeHead(context, context.answer.status, {
        'content-length': String(bytes.length),
        connection: 'keep-alive',
        'keep-alive': 'timeout=60',
      });
      await end(context, bytes);
      // A reset discards what the client has not read yet.
      await pause(context, READ_MS);
      await reset(context);
    },
  }),
  httpFault({
    id: 'notHttp',
    row: 'N3',
    description: 'Answers with a line that is not HTTP, and closes the connection.',
    ends: ['BAD_BODY'],
    respond: (context) => {
      context.socket.write('SSH-2.0-squall\r\n');
      return close(context);
    },
  }),
];
