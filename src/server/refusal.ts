import { STATUS_CODES } from 'node:http';
import { jsonOf } from '../util/plain-text.js';
import { SECURITY_HEADERS } from './security-headers.js';

/** Why a request is rejected: an HTTP status, a code for machines and one sentence. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** `{"error": {"code", "message"}}`; a wrong Host (421) gets nothing, not even that. */
export function refusalBody({ status, code, message }: Refusal): string {
  return status === 421 ? '' : `${jsonOf({ error: { code, message } })}\n`;
}

export function refusalHeaders(refusal: Refusal): Record<string, string> {
  return {
    ...SECURITY_HEADERS,
    'Content-Type': 'application/json; charset=utf-8',
    // The connection may continue with the rest of a body that was never read.
    Connection: 'close',
    ...refusal.headers,
  };
}

/** A whole HTTP/1.1 response, for failures before there is a request to respond to. */
export function rawRefusal(refusal: Refusal): string {
  const body = refusalBody(refusal);
  const headers = { ...refusalHeaders(refusal), 'Content-Length': String(Buffer.byteLength(body)) };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}\r\n${lines.join('\r\n')}\r\n\r\n${body}`;
}
