import { connect } from 'node:net';

/** What came over a raw connection, and how it ended: in order, by a reset, or not within the time. */
export interface WireAnswer {
  readonly bytes: Buffer;
  readonly text: string;
  readonly end: 'closed' | 'reset' | 'open';
  /** Pieces as received. */
  readonly pieces: number;
}

/** How long a connection may be silent before it counts as one that stays open. */
const QUIET_MS = 400;
/** Counted between reads: a process that had no time to read has heard no silence. */
const LOOK_MS = 20;

/** One GET as a browser would send it; the connection is kept alive. */
export function getRequest(path: string): string {
  return `GET ${path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n`;
}

/** Sends bytes to a port of this machine and reads until the end, a limit, or a silence. */
export function overTheWire(
  port: number,
  request: string | Buffer,
  { quietMs = QUIET_MS, maxBytes = Infinity } = {},
): Promise<WireAnswer> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let total = 0;
    const socket = connect({ host: '127.0.0.1', port });
    const finish = (end: WireAnswer['end']): void => {
      clearInterval(timer);
      const bytes = Buffer.concat(chunks);
      resolve({ bytes, text: bytes.toString('latin1'), end, pieces: chunks.length });
      socket.destroy();
    };
    let quietLooks = 0;
    const timer = setInterval(() => {
      if (++quietLooks * LOOK_MS >= quietMs) finish('open');
    }, LOOK_MS);
    if (request.length > 0) socket.on('connect', () => socket.write(request));
    socket.on('data', (chunk) => {
      quietLooks = 0;
      chunks.push(chunk);
      total += chunk.length;
      if (total >= maxBytes) finish('open');
    });
    // A write that failed can take the error of a reset with it, and reading then ends as if all were well: only the
    // end of the socket shows it.
    socket.on('error', () => {});
    socket.on('close', (hadError) => finish(hadError ? 'reset' : 'closed'));
  });
}

/** The body after the first empty line, as received. */
export function rawBody({ bytes }: WireAnswer): Buffer {
  const end = bytes.indexOf('\r\n\r\n');
  return end < 0 ? Buffer.alloc(0) : bytes.subarray(end + 4);
}
