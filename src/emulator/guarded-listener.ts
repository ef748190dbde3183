import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { plainText } from '../util/plain-text.js';
import { Closed } from './delays.js';
import { isLoopbackName } from './loopback.js';

/** A parsed request line; null if it is not `/path?query`. Never throws. */
export interface Target {
  readonly path: string;
  readonly query: URLSearchParams;
}

export type Refusal = { readonly status: 400 | 421; readonly message: string };

/** No exchange accepts longer ones either. */
const MAX_TARGET_LENGTH = 8192;
/** `//host` would be the name of another host. */
const PATH = /^\/(?!\/)[!$%&'()*+,\-./0-9:;=@A-Z_a-z~]*$/;

/** @param raw  as received */
export function targetOf(raw: string): Target | null {
  const mark = raw.indexOf('?');
  const path = mark < 0 ? raw : raw.slice(0, mark);
  if (raw.length > MAX_TARGET_LENGTH || !PATH.test(path)) return null;
  return { path, query: new URLSearchParams(mark < 0 ? '' : raw.slice(mark + 1)) };
}

/**
 * What is wrong with a request regardless of its target; null = nothing. A name of an attacker's that
 * resolves to this machine (DNS rebinding) makes a browser take our answers for theirs: only loopback names
 * are answered.
 */
export function refusalOf({ rawHeaders, url = '' }: IncomingMessage): Refusal | null {
  const hosts = rawHeaders.filter(
    (_, index) => index % 2 === 1 && rawHeaders[index - 1].toLowerCase() === 'host',
  );
  if (hosts.length !== 1 || !isLoopbackName(hosts[0])) {
    return { status: 421, message: 'This server answers for 127.0.0.1, [::1] and localhost only.' };
  }
  return targetOf(url) === null
    ? { status: 400, message: 'Expected a request target like /path or /path?name=value.' }
    : null;
}

/**
 * Runs a server so that nothing that a client does, and no error in an answer, ends the process: every event
 * that Node throws without a listener has one, and an error in an answer ends its connection.
 * @param name  prefix of warnings
 */
export function answerGuarded(
  server: Server,
  name: string,
  answer: (request: IncomingMessage, response: ServerResponse) => void | Promise<void>,
): void {
  const warn = (error: unknown): void => process.emitWarning(plainText(`${name}: ${String(error)}`));
  // Out of file descriptors, for example.
  server.on('error', (error) => server.listening && warn(error));
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    response.on('error', warn);
    new Promise<void>((resolve) => resolve(answer(request, response))).catch((error: unknown) => {
      if (!(error instanceof Closed || request.socket.destroyed)) warn(error);
      request.socket.destroy();
    });
  });
}
