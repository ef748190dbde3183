import type { IncomingMessage } from 'node:http';
import type { Refusal } from './refusal.js';

const MAX_BODY_BYTES = 16 * 1024;

const TOO_BIG: Refusal = {
  status: 413,
  code: 'BODY_TOO_BIG',
  message: `Expected a body of at most ${MAX_BODY_BYTES} bytes.`,
};

/** What the headers already show about the body; null if it may be read. */
export function checkBodyHeaders({ method, headers }: IncomingMessage): Refusal | null {
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  if (method !== 'POST') {
    return hasBody
      ? { status: 413, code: 'BODY_TOO_BIG', message: `Expected no body with ${method}.` }
      : null;
  }
  const isJson = /^application\/json(?: *; *charset=utf-8)?$/i.test(headers['content-type'] ?? '');
  if (!isJson || headers['content-encoding'] !== undefined) {
    const message = 'Expected a body of Content-Type application/json, without a Content-Encoding.';
    return { status: 415, code: 'BAD_TYPE', message };
  }
  return Number(headers['content-length'] ?? 0) > MAX_BODY_BYTES ? TOO_BIG : null;
}

const CUT_OFF: Refusal = {
  status: 400,
  code: 'BAD_REQUEST',
  message: 'The connection ended before the body did.',
};

/** The JSON of a body, or why it is invalid. */
export async function readJson(request: IncomingMessage): Promise<{ readonly json: unknown } | Refusal> {
  const body = await readBody(request);
  if (!Buffer.isBuffer(body)) return body;
  try {
    return { json: JSON.parse(body.toString('utf8')) as unknown };
  } catch {
    return { status: 400, code: 'BAD_JSON', message: 'Expected a body of valid JSON.' };
  }
}

/** Not `for await`: leaving that early destroys the connection before it is answered. */
function readBody(request: IncomingMessage): Promise<Buffer | Refusal> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      chunks.push(chunk);
      if (bytes <= MAX_BODY_BYTES) return;
      request.pause();
      resolve(TOO_BIG);
    });
    request.once('end', () => resolve(Buffer.concat(chunks)));
    request.once('error', () => resolve(CUT_OFF));
    request.once('close', () => resolve(CUT_OFF));
  });
}
