import type { FaultContext } from '../fault.js';

/** The answer as it would have been sent. */
export function bodyOf({ answer }: FaultContext): Buffer {
  return Buffer.from(JSON.stringify(answer.body));
}

/** The first half: something, but never all. */
export function half(bytes: Buffer): Buffer {
  return bytes.subarray(0, Math.max(1, bytes.length >> 1));
}

/** Resolves once the connection is gone, whichever end closed it. */
export function gone({ socket }: FaultContext): Promise<void> {
  return socket.closed
    ? Promise.resolve()
    : new Promise((resolve) => void socket.once('close', () => resolve()));
}

/** Waits, but not beyond the end of the connection. */
export function pause(context: FaultContext, ms: number): Promise<void> {
  const { socket } = context;
  if (socket.closed) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      socket.off('close', done);
      resolve();
    };
    socket.once('close', done);
    context.delay(ms).then(done, done);
  });
}

/**
 * Status line and headers: those of the answer, then the fault's own; null removes one. Names in lower case.
 */
export function writeHead(
  { request, answer, response }: FaultContext,
  status: number,
  headers: Readonly<Record<string, string | null>>,
): void {
  const all: Record<string, string | null> = {
    date: new Date(request.receivedAtMs).toUTCString(),
    'content-type': 'application/json',
  };
  for (const [name, value] of Object.entries(answer.headers)) all[name.toLowerCase()] = value;
  delete all['content-length'];
  delete all['content-encoding'];
  delete all['transfer-encoding'];
  Object.assign(all, headers);
  response.sendDate = false;
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  const sent = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== null);
  response.writeHead(status, Object.fromEntries(sent));
}

/** Passes bytes to the operating system; resolves also if the connection ends first. */
export function write(context: FaultContext, bytes: Buffer): Promise<void> {
  const { response, socket } = context;
  return new Promise((resolve) => {
    const done = (): void => {
      socket.off('close', done);
      resolve();
    };
    socket.once('close', done);
    response.write(bytes, done);
  });
}

/** A complete HTTP message. */
export function send(
  context: FaultContext,
  status: number,
  headers: Readonly<Record<string, string | null>>,
  body: Buffer | string,
): Promise<void> {
  const bytes = Buffer.from(body);
  // These two statuses have no body by definition (RFC 9110 §15.3.5, §15.4.5).
  const isBodiless = status === 204 || status === 304;
  writeHead(context, status, {
    ...(isBodiless ? {} : { 'content-length': String(bytes.length) }),
    ...headers,
  });
  return end(context, isBodiless ? Buffer.alloc(0) : bytes);
}

/** Ends the message; resolves when it is sent, or the connection is gone. */
export function end({ response, socket }: FaultContext, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      socket.off('close', done);
      resolve();
    };
    socket.once('close', done);
    response.end(bytes, done);
  });
}
