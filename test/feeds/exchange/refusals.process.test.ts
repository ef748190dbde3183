import { afterAll, beforeAll, describe, expect, test } from '../../support/jest.js';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ExchangeSession } from '../../../src/feeds/exchange/exchange-session.js';
import { systemClock } from '../../../src/platform/system-clock.js';

describe('calls about one market that are rejected', () => {
  const folder = mkdtempSync(join(tmpdir(), 'squall-refusals-'));
  let status = 200;
  let asked = 0;
  const server = createServer((_, answer) => {
    asked += 1;
    answer.writeHead(status, { 'content-type': 'application/json' }).end('{"server_time":1795950000000}');
  });
  let session: ExchangeSession;

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    session = await ExchangeSession.open({
      id: 'gate',
      type: 'spot',
      baseUrl: `http://127.0.0.1:${port}`,
      clock: systemClock,
      rng: () => 0,
      stateFolder: folder,
      warn: () => undefined,
      paceScale: 0,
    });
  });
  afterAll(async () => {
    await session.close();
    await new Promise((resolve) => server.close(resolve));
    rmSync(folder, { recursive: true, force: true });
  });

  /** The codes of calls that are answered with these statuses. */
  async function codesOf(statuses: readonly number[], isOfOneMarket = true): Promise<string[]> {
    const codes: string[] = [];
    session.beginScan();
    asked = 0;
    for (const next of statuses) {
      status = next;
      const call = session.call(1, undefined, (exchange) => exchange.fetchTime(), { isOfOneMarket });
      codes.push(
        await call.then(
          () => 'ok',
          (error: { code: string }) => error.code,
        ),
      );
    }
    return codes;
  }

  test('are those of the markets while others are answered', async () => {
    const codes = await codesOf([403, 404, 200, 403, 410, 404, 200, 403, 403]);
    expect(codes.filter((code) => code === 'ok')).toHaveLength(2);
    expect(codes.filter((code) => code === 'MARKET_GONE')).toHaveLength(7);
    expect(session.failure).toBeNull();
  });

  const gone = (count: number): string[] => Array<string>(count).fill('MARKET_GONE');

  test.each([
    ['three equal ones', [403, 403, 403, 403, 200], 3],
    ['five of any kind', [403, 404, 410, 403, 404, 200], 5],
    ['three equal ones after others', [404, 403, 410, 410, 410, 200], 5],
    ['three equal ones that no market can mean', [451, 451, 451, 200], 3],
  ])('count as the exchange’s when %s come in a row', async (_, statuses, sent) => {
    const codes = await codesOf(statuses);
    const isOfMarkets = statuses[0] !== 451;
    expect(codes.slice(0, sent - 1)).toEqual(
      isOfMarkets ? gone(sent - 1) : codes.slice(0, sent - 1).fill('HTTP_BLOCKED'),
    );
    expect(new Set(codes.slice(sent - 1))).toEqual(new Set(['HTTP_BLOCKED']));
    expect(session.failure).toMatchObject({ code: 'HTTP_BLOCKED', status: statuses[sent - 1] });
    expect(asked).toBe(sent);
  });

  test('are forgotten with the next scan', async () => {
    await codesOf([403, 403, 403]);
    expect(await codesOf([200])).toEqual(['ok']);
  });

  test('count as the exchange’s at once if no market was requested', async () => {
    expect(await codesOf([404], false)).toEqual(['HTTP_BLOCKED']);
  });
});
