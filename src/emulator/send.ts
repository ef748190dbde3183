import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { EmulatedAnswer } from './types.js';

/** Below this, compression costs more than it saves. */
const COMPRESSED_FROM_BYTES = 1024;

/** Serialises an answer and sends it, compressed if the client accepts that, like exchanges. */
export function sendAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  answer: EmulatedAnswer,
  compress: boolean,
): void {
  let body = Buffer.from(JSON.stringify(answer.body));
  const takesGzip = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
  response.setHeader('Content-Type', 'application/json;charset=UTF-8');
  if (compress && takesGzip && body.length >= COMPRESSED_FROM_BYTES) {
    body = gzipSync(body, { level: 1 });
    response.setHeader('Content-Encoding', 'gzip');
  }
  response.writeHead(answer.status, { ...answer.headers, 'Content-Length': body.length });
  response.end(body);
}
