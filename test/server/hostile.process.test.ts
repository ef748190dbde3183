import { afterAll, beforeAll, describe, expect, test } from '../support/jest.js';
import type { RunningServer } from '../../src/server/guarded-server.js';
import { SECURITY_HEADERS } from '../../src/server/security-headers.js';
import { hostileRequests } from './hostile-requests.js';
import { exchange, type Handled, request, ROUTES, start, statusOf } from './raw-client.js';

describe('hostile requests', () => {
  const handled: Handled = { count: 0 };
  let server: RunningServer;
  beforeAll(async () => {
    server = await start({ routes: ROUTES(handled) });
  });
  afterAll(() => server.close());

  test('are rejected, each with its status and every security header; the server survives', async () => {
    const hostile = hostileRequests(server.port, server.token);
    expect(hostile.length).toBeGreaterThanOrEqual(120);
    const wrong: string[] = [];
    for (const { name, bytes, status } of hostile) {
      const answer = await exchange(server.port, bytes);
      const lacking = Object.entries(SECURITY_HEADERS).filter(
        ([key, value]) => !answer.includes(`${key}: ${value}\r\n`),
      );
      if (statusOf(answer) !== status) wrong.push(`${name}: expected ${status}, got ${statusOf(answer)}`);
      if (lacking.length > 0) wrong.push(`${name}: without ${lacking.map(([key]) => key).join(', ')}`);
      if (/\bat .+:\d+|node:|Error\b/.test(answer)) wrong.push(`${name}: reveals our internals`);
      if (status === 421 && !answer.endsWith('\r\n\r\n')) wrong.push(`${name}: has a body`);
    }
    expect(wrong).toEqual([]);
    expect(handled.count).toBe(0);
    expect(statusOf(await exchange(server.port, request(server.port, 'GET /health')))).toBe(200);
    expect(handled.count).toBe(1);
  });

  test('sent all at once leave the server alive too', async () => {
    const before = handled.count;
    const hostile = hostileRequests(server.port, server.token);
    await Promise.all(hostile.map(({ bytes }) => exchange(server.port, bytes)));
    expect(statusOf(await exchange(server.port, request(server.port, 'GET /health')))).toBe(200);
    expect(handled.count).toBe(before + 1);
  });
});
