import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from '../../support/jest.js';
import PQueue from 'p-queue';
import { FAULTS } from '../../../src/emulator/faults/catalogue.js';
import { createFaultEngine } from '../../../src/emulator/faults/engine.js';
import { parseScenario } from '../../../src/emulator/scenario.js';
import { CANDLE_ANSWERS, minuteBars } from '../../support/candle-answers.js';
import { SERVER_TIME_MS, startFaultServer } from '../../support/fault-server.js';
import { getRequest, overTheWire, rawBody } from '../../support/wire-client.js';
import type { WireAnswer } from '../../support/wire-client.js';

const PATH = '/api/v3/klines';
const answerTo = () => CANDLE_ANSWERS[PATH](minuteBars(100, SERVER_TIME_MS));
const GOOD = JSON.stringify(answerTo().body);

/** One request that meets the fault, over a raw connection. */
async function meet(
  fault: string,
  parameters: object = {},
  wire: { quietMs?: number; maxBytes?: number; path?: string } = {},
): Promise<WireAnswer> {
  const scenario = parseScenario([{ fault, with: parameters }], 'test');
  const server = await startFaultServer(createFaultEngine(scenario, { seed: 1 }), answerTo);
  try {
    return await overTheWire(server.port, getRequest(`${wire.path ?? PATH}?symbol=BTCUSDT`), wire);
  } finally {
    await server.close();
  }
}

const statusOf = ({ text }: WireAnswer) => Number(/^HTTP\/1\.1 (\d+) /.exec(text)?.[1]);

function headersOf({ text }: WireAnswer): ReadonlyMap<string, string> {
  const [head] = text.split('\r\n\r\n');
  const lines = head.split('\r\n').slice(1);
  return new Map(
    lines.map((line) => [line.split(': ')[0].toLowerCase(), line.split(': ').slice(1).join(': ')]),
  );
}

/** The body of a message whose length is reported in advance. */
function bodyText(answer: WireAnswer): string {
  return rawBody(answer).toString();
}

/** A chunked body without its frames, as far as received. */
function unchunked(answer: WireAnswer): { bytes: Buffer; isComplete: boolean } {
  const parts: Buffer[] = [];
  let rest = rawBody(answer);
  for (;;) {
    const line = rest.indexOf('\r\n');
    if (line < 0) return { bytes: Buffer.concat(parts), isComplete: false };
    const size = parseInt(rest.subarray(0, line).toString(), 16);
    if (size === 0) return { bytes: Buffer.concat(parts), isComplete: true };
    parts.push(rest.subarray(line + 2, line + 2 + size));
    rest = rest.subarray(line + 2 + size + 2);
  }
}

/** Something of a body, and not all of it. */
function expectSome(part: Buffer, promised: number): void {
  expect(part.length).toBeGreaterThan(0);
  expect(part.length).toBeLessThan(promised);
}

/**
 * Something of a body, and not all of it. After a reset it may be nothing, or not even a head: what this
 * side had not read by then is gone (RFC 9293, 3.5.2).
 */
function expectPart(answer: WireAnswer, end: WireAnswer['end']): void {
  expect(answer.end).toBe(end);
  if (end === 'reset' && !answer.text.includes('\r\n\r\n')) return;
  const part = rawBody(answer);
  if (part.length > 0 || end !== 'reset') expectSome(part, promisedBy(answer));
}

const promisedBy = (answer: WireAnswer) => Number(headersOf(answer).get('content-length'));

function expectNothing(answer: WireAnswer, end: WireAnswer['end']): void {
  expect(answer.bytes.length).toBe(0);
  expect(answer.end).toBe(end);
}

function expectHalf(answer: WireAnswer, end: WireAnswer['end']): void {
  expectPart(answer, end);
  if (answer.bytes.length === 0) return;
  expect(statusOf(answer)).toBe(200);
  expect(GOOD.startsWith(bodyText(answer))).toBe(true);
}

function expectHalfGzip(answer: WireAnswer, end: WireAnswer['end']): void {
  expectPart(answer, end);
  if (answer.bytes.length === 0) return;
  expect(headersOf(answer).get('content-encoding')).toBe('gzip');
  expect(() => gunzipSync(rawBody(answer))).toThrow('unexpected end of file');
}

/** A complete message with this body; the connection stays. */
function expectMessage(answer: WireAnswer, status: number, body: string | RegExp): void {
  expect(statusOf(answer)).toBe(status);
  expect(rawBody(answer).length).toBe(promisedBy(answer));
  expect(answer.end).toBe('open');
  if (typeof body === 'string') expect(bodyText(answer)).toBe(body);
  else expect(bodyText(answer)).toMatch(body);
}

const JSON_ERROR = /^\{"code":-\d+,"msg":".+"\}$/;
const HTML_PAGE = /^<(!DOCTYPE )?html>/;

function expectHtml(answer: WireAnswer, status: number): void {
  expectMessage(answer, status, HTML_PAGE);
  expect(headersOf(answer).get('content-type')).toMatch('text/html');
}

function expectLimit(answer: WireAnswer, retryAfter: string | undefined): void {
  expectMessage(answer, 429, JSON_ERROR);
  expect(headersOf(answer).get('retry-after')).toBe(retryAfter);
}

/** Each fault, seen from the other end of a raw connection. */
const SEEN: Readonly<Record<string, () => Promise<void>>> = {
  hang: async () => expectNothing(await meet('hang'), 'open'),
  stallHeaders: async () => {
    const answer = await meet('stallHeaders');
    expect(answer.text).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(answer.text).not.toContain('\r\n\r\n');
    expect(answer.end).toBe('open');
  },
  blackhole: async () => {
    const scenario = parseScenario([{ fault: 'blackhole' }], 'test');
    const server = await startFaultServer(createFaultEngine(scenario, { seed: 1 }), answerTo);
    try {
      const upload = `POST ${PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1048576\r\n\r\n`;
      const flood = Buffer.concat([Buffer.from(upload), Buffer.alloc(1 << 20)]);
      expectNothing(await overTheWire(server.port, flood), 'open');
      // The client is gone, and this end has not even noticed.
      expect(server.connections()).toBe(1);
    } finally {
      await server.close();
    }
    expect(server.connections()).toBe(0);
  },
  slowAnswer: async () => {
    expectNothing(await meet('slowAnswer', { ms: 60_000 }), 'open');
    expectMessage(await meet('slowAnswer', { ms: 5 }, { quietMs: 1000 }), 200, GOOD);
  },
  stallBody: async () => expectHalf(await meet('stallBody'), 'open'),
  slowBody: async () => {
    const answer = await meet('slowBody', { bytes: 2000, everyMs: 100 }, { quietMs: 1000 });
    expectMessage(answer, 200, GOOD);
    expect(answer.pieces).toBeGreaterThan(1);
    const unfinished = await meet('slowBody', { bytes: 1, everyMs: 60_000 });
    expect(rawBody(unfinished).length).toBe(1);
  },

  reset: async () => expectNothing(await meet('reset'), 'reset'),
  closeNoAnswer: async () => expectNothing(await meet('closeNoAnswer'), 'closed'),
  resetMidBody: async () => expectHalf(await meet('resetMidBody'), 'reset'),
  closeMidBody: async () => expectHalf(await meet('closeMidBody'), 'closed'),
  chunkedShort: async () => {
    const answer = await meet('chunkedShort');
    const { bytes, isComplete } = unchunked(answer);
    expectSome(bytes, GOOD.length);
    expect({ isComplete, end: answer.end }).toEqual({ isComplete: false, end: 'closed' });
  },
  closeAfterResponse: async () => {
    const answer = await meet('closeAfterResponse');
    expect(headersOf(answer).get('connection')).toBe('keep-alive');
    expect(bodyText(answer)).toBe(GOOD);
    expect(answer.end).toBe('closed');
  },
  resetAfterResponse: async () => {
    const answer = await meet('resetAfterResponse');
    expect(headersOf(answer).get('connection')).toBe('keep-alive');
    expect(bodyText(answer)).toBe(GOOD);
    expect(answer.end).toBe('reset');
  },
  notHttp: async () => {
    const answer = await meet('notHttp');
    expect(answer.text).not.toMatch(/^HTTP/);
    expect(answer.bytes.length).toBeGreaterThan(0);
    expect(answer.end).toBe('closed');
  },

  gzReset: async () => expectHalfGzip(await meet('gzReset'), 'reset'),
  gzClose: async () => expectHalfGzip(await meet('gzClose'), 'closed'),
  gzChunkedShort: async () => {
    const answer = await meet('gzChunkedShort');
    const { bytes, isComplete } = unchunked(answer);
    expect({ isComplete, end: answer.end }).toEqual({ isComplete: false, end: 'closed' });
    expect(() => gunzipSync(bytes)).toThrow('unexpected end of file');
  },
  gzStall: async () => expectHalfGzip(await meet('gzStall'), 'open'),
  gzSlowBody: async () => {
    const answer = await meet('gzSlowBody', { bytes: 400, everyMs: 100 }, { quietMs: 1000 });
    expect(gunzipSync(rawBody(answer)).toString()).toBe(GOOD);
    expect(answer.pieces).toBeGreaterThan(1);
    const unfinished = await meet('gzSlowBody', { bytes: 1, everyMs: 60_000 });
    expect(rawBody(unfinished).length).toBe(1);
  },
  garbageEnc: async () => {
    const answer = await meet('garbageEnc');
    expectMessage(answer, 200, /./s);
    expect(headersOf(answer).get('content-encoding')).toBe('gzip');
    expect(() => gunzipSync(rawBody(answer))).toThrow('incorrect header check');
  },
  plainAsGzip: async () => {
    const answer = await meet('plainAsGzip');
    expectMessage(answer, 200, GOOD);
    expect(headersOf(answer).get('content-encoding')).toBe('gzip');
  },
  gzipAsPlain: async () => {
    const answer = await meet('gzipAsPlain');
    expect(headersOf(answer).has('content-encoding')).toBe(false);
    expect(gunzipSync(rawBody(answer)).toString()).toBe(GOOD);
  },
  gzipTrunc: async () => {
    const answer = await meet('gzipTrunc');
    expectMessage(answer, 200, /./s);
    expect(() => gunzipSync(rawBody(answer))).toThrow('unexpected end of file');
  },
  gzipBadChecksum: async () => {
    const answer = await meet('gzipBadChecksum');
    expectMessage(answer, 200, /./s);
    expect(() => gunzipSync(rawBody(answer))).toThrow('incorrect data check');
  },
  unknownEnc: async () => {
    const answer = await meet('unknownEnc');
    expectMessage(answer, 200, GOOD);
    expect(headersOf(answer).get('content-encoding')).toBe('x-squall');
  },

  s429: async () => expectLimit(await meet('s429', { retryAfter: 11 }), '11'),
  s429Date: async () => {
    const expected = new Date(SERVER_TIME_MS + 11_000).toUTCString();
    expectLimit(await meet('s429Date', { retryAfter: 11 }), expected);
  },
  s429PastDate: async () => expectLimit(await meet('s429PastDate'), 'Thu, 01 Jan 1970 00:00:00 GMT'),
  s429Absurd: async () => expectLimit(await meet('s429Absurd'), '9999999999'),
  s429Negative: async () => expectLimit(await meet('s429Negative'), '-1'),
  s429Words: async () => expectLimit(await meet('s429Words'), 'soon'),
  s429None: async () => expectLimit(await meet('s429None'), undefined),
  s418: async () => {
    const answer = await meet('s418', { ban: 90 });
    expectMessage(
      answer,
      418,
      new RegExp(`"code":-1003,"msg":".*IP banned until ${SERVER_TIME_MS + 90_000}\\.`),
    );
    expect(headersOf(answer).get('retry-after')).toBe('90');
  },
  s418None: async () => {
    const answer = await meet('s418None');
    expectMessage(answer, 418, JSON_ERROR);
    expect(headersOf(answer).has('retry-after')).toBe(false);
  },

  s500: async () => expectMessage(await meet('s500'), 500, JSON_ERROR),
  s501: async () => expectMessage(await meet('s501'), 501, JSON_ERROR),
  s502: async () => expectMessage(await meet('s502'), 502, JSON_ERROR),
  s503: async () => expectMessage(await meet('s503'), 503, JSON_ERROR),
  s504: async () => expectMessage(await meet('s504'), 504, JSON_ERROR),
  s500html: async () => expectHtml(await meet('s500html'), 500),
  s502html: async () => expectHtml(await meet('s502html'), 502),
  s503html: async () => expectHtml(await meet('s503html'), 503),
  s504html: async () => expectHtml(await meet('s504html'), 504),
  s599: async () => expectMessage(await meet('s599'), 599, GOOD),
  s202: async () => expectMessage(await meet('s202'), 202, GOOD),
  s206: async () => expectMessage(await meet('s206'), 206, GOOD),
  s204: async () => {
    const answer = await meet('s204');
    expect([statusOf(answer), rawBody(answer).length, answer.end]).toEqual([204, 0, 'open']);
  },
  s304: async () => {
    const answer = await meet('s304');
    expect([statusOf(answer), rawBody(answer).length, answer.end]).toEqual([304, 0, 'open']);
  },
  s404: async () => expectMessage(await meet('s404'), 404, JSON_ERROR),
  s451: async () => expectMessage(await meet('s451'), 451, JSON_ERROR),
  s403waf: async () => expectHtml(await meet('s403waf'), 403),
  redirect: async () => {
    const answer = await meet('redirect');
    expectMessage(answer, 302, '');
    expect(headersOf(answer).get('location')).toBe('http://169.254.169.254/latest/meta-data/');
    const other = await meet('redirect', { status: 307, to: '/elsewhere' });
    expect([statusOf(other), headersOf(other).get('location')]).toEqual([307, '/elsewhere']);
  },

  html200: async () => expectHtml(await meet('html200'), 200),
  html200AsJson: async () => {
    const answer = await meet('html200AsJson');
    expectMessage(answer, 200, HTML_PAGE);
    expect(headersOf(answer).get('content-type')).toBe('application/json');
  },
  truncJson: async () => {
    const answer = await meet('truncJson');
    expectMessage(answer, 200, /^\[\[/);
    expectSome(rawBody(answer), GOOD.length);
    expect(GOOD.startsWith(bodyText(answer))).toBe(true);
  },
  shortLength: async () => {
    const answer = await meet('shortLength');
    expect(bodyText(answer)).toBe(GOOD);
    expect(promisedBy(answer)).toBe(GOOD.length >> 1);
  },
  emptyBody: async () => expectMessage(await meet('emptyBody'), 200, ''),
  nullJson: async () => expectMessage(await meet('nullJson'), 200, 'null'),
  strJson: async () => expectMessage(await meet('strJson'), 200, '"hi"'),
  numJson: async () => expectMessage(await meet('numJson'), 200, '42'),
  nanJson: async () => {
    const answer = await meet('nanJson');
    expectMessage(answer, 200, /NaN/);
    expect(() => JSON.parse(bodyText(answer)) as unknown).toThrow(SyntaxError);
  },
  twoJson: async () => expectMessage(await meet('twoJson'), 200, GOOD + GOOD),
  emptyObj: async () => expectMessage(await meet('emptyObj'), 200, '{}'),
  emptyArray: async () => expectMessage(await meet('emptyArray'), 200, '[]'),
  deepJson: async () => expectMessage(await meet('deepJson', { depth: 3 }), 200, '[[[]]]'),

  huge: async () => {
    const { bytes, isComplete } = unchunked(await meet('huge', { mb: 3 }, { quietMs: 2000 }));
    expect(isComplete).toBe(true);
    expect(bytes.length).toBe((3 << 20) + 2);
    expect(bytes.toString().trim().replace(/ +/g, '')).toBe('[]');
  },
  gzipBomb: async () => {
    const answer = await meet('gzipBomb', { mb: 3 }, { quietMs: 2000 });
    const { bytes, isComplete } = unchunked(answer);
    expect(isComplete).toBe(true);
    expect(bytes.length).toBeLessThan(10_000);
    expect(gunzipSync(bytes).length).toBe((3 << 20) + 2);
  },
  hugeHeader: async () => {
    const answer = await meet('hugeHeader', { kb: 100 });
    expectMessage(answer, 200, '{}');
    expect(headersOf(answer).get('x-padding')?.length).toBe(102_400);
  },
  manyHeaders: async () => {
    const answer = await meet('manyHeaders', { count: 2500 });
    expectMessage(answer, 200, '{}');
    expect(headersOf(answer).size).toBeGreaterThanOrEqual(2500);
  },

  inBandRateLimit: async () => {
    expectMessage(await meet('inBandRateLimit'), 400, /^\{"code":-1003,/);
    const bybit = await meet('inBandRateLimit', {}, { path: '/v5/market/kline' });
    expectMessage(bybit, 200, /^\{"retCode":10006,/);
    const kraken = await meet('inBandRateLimit', {}, { path: '/0/public/OHLC' });
    expectMessage(kraken, 200, '{"error":["EAPI:Rate limit exceeded"]}');
  },
  inBandUnavailable: async () => {
    expectMessage(await meet('inBandUnavailable'), 503, /^\{"code":-1008,/);
    const bybit = await meet('inBandUnavailable', {}, { path: '/v5/market/kline' });
    expectMessage(bybit, 200, /^\{"retCode":10016,/);
    const kraken = await meet('inBandUnavailable', {}, { path: '/0/public/OHLC' });
    expectMessage(kraken, 200, '{"error":["EService:Unavailable"]}');
  },
  symbolGone: async () => {
    expectMessage(await meet('symbolGone'), 400, '{"code":-1121,"msg":"Invalid symbol."}');
    const bybit = await meet('symbolGone', {}, { path: '/v5/market/kline' });
    expectMessage(bybit, 200, /^\{"retCode":10001,/);
    const kraken = await meet('symbolGone', {}, { path: '/0/public/OHLC' });
    expectMessage(kraken, 200, '{"error":["EQuery:Unknown asset pair"]}');
  },

  'date.skew': async () => {
    const answer = await meet('date.skew', { seconds: -90 });
    expectMessage(answer, 200, GOOD);
    expect(headersOf(answer).get('date')).toBe(new Date(SERVER_TIME_MS - 90_000).toUTCString());
  },
  'date.missing': async () => {
    const answer = await meet('date.missing');
    expectMessage(answer, 200, GOOD);
    expect(headersOf(answer).has('date')).toBe(false);
  },
  'date.garbage': async () => {
    const answer = await meet('date.garbage');
    expectMessage(answer, 200, GOOD);
    expect(headersOf(answer).get('date')).toBe('yesterday');
  },
};

const ids = FAULTS.filter(({ respond }) => respond !== undefined).map(({ id }) => id);

describe('a fault of transport does on the wire what it describes', () => {
  test('each is tested', () => {
    expect(Object.keys(SEEN).sort()).toEqual([...ids].sort());
  });

  // Most of the time is spent in waiting for a silence: several wait at once.
  const queue = new PQueue({ concurrency: 8 });
  const seen = new Map<string, Promise<PromiseSettledResult<void>>>();
  beforeAll(() => {
    for (const id of ids)
      seen.set(
        id,
        queue.add(async () => (await Promise.allSettled([SEEN[id]()]))[0]),
      );
  });

  test.each(ids)('%s', async (id) => {
    const result = await seen.get(id);
    if (result?.status !== 'fulfilled') throw result?.reason;
  });
});

describe('after a fault', () => {
  test('a request that meets none gets the good answer on the same connection', async () => {
    const scenario = parseScenario([{ fault: 'html200', nth: 1 }], 'test');
    const server = await startFaultServer(createFaultEngine(scenario, { seed: 1 }), answerTo);
    const { text } = await overTheWire(server.port, getRequest(PATH) + getRequest(PATH));
    await server.close();
    expect(text.match(/HTTP\/1\.1 200/g)).toHaveLength(2);
    expect(text).toContain('<!DOCTYPE html>');
    expect(text.split('<!DOCTYPE html>')[1]).toContain(GOOD);
  });

  test('a server that closes in the middle of every fault leaves no connection and no timer', async () => {
    const held = () =>
      process.getActiveResourcesInfo().filter((kind) => /^(TCP|Timeout|Immediate)/.test(kind)).length;
    const before = held();
    for (const id of ids) {
      const scenario = parseScenario([{ fault: id }], 'test');
      const server = await startFaultServer(createFaultEngine(scenario, { seed: 1 }), answerTo);
      const client = overTheWire(server.port, getRequest(PATH), { quietMs: 5000, maxBytes: 1 });
      const isSilent = ['hang', 'blackhole', 'slowAnswer'].includes(id);
      await (isSilent ? new Promise((resolve) => setTimeout(resolve, 30)) : client);
      await server.close();
      await client;
      expect([id, server.connections()]).toEqual([id, 0]);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(held()).toBeLessThanOrEqual(before);
  });
});
