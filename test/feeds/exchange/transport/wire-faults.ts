import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import type { FailureCode } from '../../../../src/feeds/exchange/failure.js';
import type { Respond } from './loopback.js';

/** One way in which an answer goes wrong (or, for the controls, right). */
export interface WireFault {
  readonly name: string;
  readonly expect: FailureCode | 'ok';
  readonly retry?: string;
  readonly scope?: string;
  /** Ends only with the deadline. */
  readonly hangs?: boolean;
  readonly deadlineMs?: number;
  /** Instead of an answer over HTTP. */
  readonly tcp?: (socket: Socket) => void;
  readonly http?: (good: Buffer) => Respond;
}

const HTML = '<!DOCTYPE html><html><body>Down for a moment</body></html>';
const MIB = 2 ** 20;

const json = { 'content-type': 'application/json' };
const gzipped = { ...json, 'content-encoding': 'gzip' };

/** Half of a body, then what happens. */
function half(
  packed: boolean,
  then: (response: ServerResponse, rest: Buffer) => void,
): (good: Buffer) => Respond {
  return (good) => (_request, response) => {
    const body = packed ? gzipSync(good) : good;
    const cut = body.length >> 1;
    response.writeHead(200, { ...(packed ? gzipped : json), 'content-length': body.length });
    response.write(body.subarray(0, cut), () => then(response, body.subarray(cut)));
  };
}

const reset = (response: ServerResponse): void => void response.socket?.resetAndDestroy();
const finish = (response: ServerResponse): void => void response.socket?.destroySoon();
const stall = (): void => undefined;

const status = (code: number, body = '', headers: Record<string, string> = {}) => ({
  http: () => ((_request, response) => response.writeHead(code, headers).end(body)) satisfies Respond,
});
const text = (body: string, contentType = 'application/json') =>
  status(200, body, { 'content-type': contentType });
const packed = (encoding: string, pack: (good: Buffer) => Buffer) => ({
  http: (good: Buffer) =>
    ((_request, response) =>
      response.writeHead(200, { ...json, 'content-encoding': encoding }).end(pack(good))) satisfies Respond,
});

/** Sends a chunk many times, as fast as the other side takes it. */
function flood(headers: Record<string, string>, chunk: Buffer, times: number): () => Respond {
  return () => (_request, response) => {
    response.writeHead(200, headers);
    Readable.from(Array.from({ length: times }, () => chunk)).pipe(response);
  };
}

export const WIRE_FAULTS: readonly WireFault[] = [
  { name: 'no fault', expect: 'ok', http: (good) => (_request, response) => response.end(good) },
  { name: 'gzip, no fault', expect: 'ok', ...packed('gzip', (good) => gzipSync(good)) },
  { name: 'deflate, no fault', expect: 'ok', ...packed('deflate', (good) => deflateSync(good)) },
  { name: 'raw deflate, no fault', expect: 'ok', ...packed('deflate', (good) => deflateRawSync(good)) },
  { name: 'brotli, no fault', expect: 'ok', ...packed('br', (good) => brotliCompressSync(good)) },
  {
    name: 'a byte order mark, no fault',
    expect: 'ok',
    http: (good) => (_request, response) => response.end(Buffer.concat([Buffer.from('\ufeff'), good])),
  },

  { name: 'accepted, never read', expect: 'NET_TIMEOUT', hangs: true, tcp: stall },
  { name: 'headers never come', expect: 'NET_TIMEOUT', hangs: true, http: () => stall },
  { name: 'reset before headers', expect: 'NET_RESET', tcp: (socket) => socket.resetAndDestroy() },
  { name: 'FIN before headers', expect: 'NET_RESET', tcp: (socket) => socket.end() },
  { name: 'reset in the body', expect: 'NET_RESET', http: half(false, reset) },
  { name: 'FIN in the body', expect: 'NET_RESET', http: half(false, finish) },
  { name: 'stall in the body', expect: 'NET_TIMEOUT', hangs: true, http: half(false, stall) },
  { name: 'reset in gzip', expect: 'NET_RESET', http: half(true, reset) },
  { name: 'FIN in gzip', expect: 'NET_RESET', http: half(true, finish) },
  { name: 'stall in gzip', expect: 'NET_TIMEOUT', hangs: true, http: half(true, stall) },
  {
    name: 'chunked gzip cut short',
    expect: 'NET_RESET',
    http: (good) => (_request, response) => {
      response.writeHead(200, { ...gzipped, 'transfer-encoding': 'chunked' });
      response.write(gzipSync(good).subarray(0, 20), () => finish(response));
    },
  },
  {
    name: 'a body that drips',
    expect: 'NET_TIMEOUT',
    deadlineMs: 20_000,
    http: (good) => async (_request, response) => {
      response.writeHead(200, json);
      for (let at = 0; at < good.length && !response.destroyed; at += 8) {
        response.write(good.subarray(at, at + 8));
        await wait(150);
      }
      response.end();
    },
  },
  {
    name: 'a body that drips, below the minimum rate only after the deadline',
    expect: 'NET_TIMEOUT',
    hangs: true,
    http: (good) => async (_request, response) => {
      response.writeHead(200, json);
      for (const byte of good) {
        if (response.destroyed) break;
        response.write(Buffer.of(byte));
        await wait(50);
      }
    },
  },

  { name: 'HTML with status 200', expect: 'BAD_BODY', scope: 'exchange', ...text(HTML, 'text/html') },
  { name: 'HTML labelled as JSON', expect: 'BAD_BODY', scope: 'exchange', ...text(HTML) },
  {
    name: 'JSON cut',
    expect: 'BAD_BODY',
    http: (good) => (_request, response) => response.end(good.subarray(0, good.length - 5)),
  },
  { name: 'null', expect: 'BAD_BODY', ...text('null') },
  { name: 'a string', expect: 'BAD_BODY', ...text('"hi"') },
  { name: 'a number', expect: 'BAD_BODY', ...text('42') },
  { name: 'nothing', expect: 'BAD_BODY', ...text('') },
  { name: 'two values', expect: 'BAD_BODY', ...text('{}{}') },

  { name: 'garbage called gzip', expect: 'BAD_BODY', ...packed('gzip', () => Buffer.from('no gzip')) },
  {
    name: 'gzip cut, complete by its length',
    expect: 'BAD_BODY',
    ...packed('gzip', (good) => gzipSync(good).subarray(0, -12)),
  },
  { name: 'an unknown encoding', expect: 'BAD_BODY', ...packed('zstd', (good) => good) },
  { name: 'an encoding twice', expect: 'BAD_BODY', ...packed('gzip, gzip', (good) => gzipSync(good)) },
  {
    name: 'a length beyond the limit',
    expect: 'BAD_BODY',
    retry: 'no',
    ...status(200, '', { ...json, 'content-length': String(64 * MIB) }),
  },
  {
    name: 'a huge body',
    expect: 'BAD_BODY',
    retry: 'no',
    deadlineMs: 30_000,
    http: flood(json, Buffer.alloc(MIB, ' '), 300),
  },
  {
    name: 'a gzip bomb',
    expect: 'BAD_BODY',
    retry: 'no',
    deadlineMs: 30_000,
    ...packed('gzip', () => GZIP_BOMB),
  },
  {
    name: 'huge headers',
    expect: 'BAD_BODY',
    ...status(200, '[]', { ...json, 'x-huge': 'x'.repeat(100_000) }),
  },
  {
    name: 'an answer that is not HTTP',
    expect: 'BAD_BODY',
    tcp: (socket) => socket.end('SSH-2.0-nothing\r\n'),
  },
  {
    name: 'a content length that is none',
    expect: 'BAD_BODY',
    tcp: (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\n[]'),
  },

  { name: 'status 599', expect: 'HTTP_5XX', ...status(599, '[]', json) },
  { name: 'status 202', expect: 'BAD_BODY', ...status(202, '[]', json) },
  { name: 'status 204', expect: 'BAD_BODY', ...status(204) },
  { name: 'status 304', expect: 'BAD_BODY', ...status(304) },
  {
    name: 'a redirect',
    expect: 'BAD_BODY',
    retry: 'no',
    ...status(302, '', { location: 'http://127.0.0.1:9/elsewhere' }),
  },
  {
    name: 'a redirect to the metadata service of clouds',
    expect: 'BAD_BODY',
    retry: 'no',
    ...status(307, '', { location: 'http://169.254.169.254/latest/meta-data/' }),
  },
  { name: '400', expect: 'BAD_SCHEMA', retry: 'no', ...status(400, 'what?') },
  { name: '401', expect: 'HTTP_BLOCKED', retry: 'no', ...status(401) },
  { name: '403 by a firewall', expect: 'HTTP_BLOCKED', retry: 'no', ...status(403, HTML) },
  { name: '404', expect: 'HTTP_BLOCKED', retry: 'no', ...status(404, HTML) },
  { name: '407', expect: 'NET_PROXY', ...status(407) },
  { name: '408', expect: 'NET_TIMEOUT', ...status(408) },
  { name: '418', expect: 'HTTP_BAN', retry: 'until', ...status(418, '{}', json) },
  { name: '429', expect: 'HTTP_RATE_LIMIT', retry: 'until', ...status(429, '{}', json) },
  { name: '451', expect: 'HTTP_BLOCKED', retry: 'no', ...status(451, '{"code":0,"msg":"restricted"}', json) },
  { name: '500 in JSON', expect: 'HTTP_5XX', ...status(500, '{"code":-1000,"msg":"no"}', json) },
  { name: '502 in HTML', expect: 'HTTP_5XX', ...status(502, HTML) },
  { name: '503', expect: 'HTTP_5XX', ...status(503) },
  {
    name: '503 for maintenance',
    expect: 'HTTP_MAINTENANCE',
    ...status(503, '<html>System Maintenance</html>'),
  },
  { name: '504', expect: 'HTTP_5XX', ...status(504) },
  {
    name: '429 whose body never ends',
    expect: 'HTTP_RATE_LIMIT',
    deadlineMs: 8_000,
    http: () => (_request, response) => response.writeHead(429, { 'retry-after': '7' }).write('{'),
  },
  {
    name: '503 whose body is reset',
    expect: 'HTTP_5XX',
    http: () => (_request, response) =>
      response.writeHead(503).write('<html>', () => response.socket?.resetAndDestroy()),
  },
];

const GZIP_BOMB = gzipSync(Buffer.alloc(300 * MIB, ' '), { level: 9 });
