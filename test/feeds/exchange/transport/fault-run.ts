import { ExchangeFailure } from '../../../../src/feeds/exchange/failure.js';
import { PRIORITY } from '../../../../src/feeds/exchange/limits/gate.js';
import type { ExchangeClient } from '../../../../src/feeds/exchange/transport/ccxt-client.js';
import { sendJson, serveHttp, serveTcp } from './loopback.js';
import type { Loopback } from './loopback.js';
import { goodAnswer, openClient } from './test-client.js';
import { WIRE_FAULTS } from './wire-faults.js';
import type { WireFault } from './wire-faults.js';

/** A separate process: its unhandled rejections and its memory are what counts. */
export interface FaultReport {
  readonly outcomes: readonly Outcome[];
  readonly unhandled: readonly string[];
  /** Peak memory of the process above that before the faults, MiB. */
  readonly rssGrowthMiB: number;
}

export interface Outcome {
  readonly fault: string;
  readonly call: 'candles' | 'markets' | 'healed';
  readonly code: string;
  readonly retry: string;
  readonly scope: string;
  readonly message: string;
  readonly ms: number;
}

/** For what hangs until it passes; for the rest it must not matter, however busy the machine is. */
const SHORT_DEADLINE_MS = 700;
const LONG_DEADLINE_MS = 20_000;
const AT_ONCE = 6;
type Markets = Parameters<ExchangeClient['setMarkets']>[0];

const unhandled: string[] = [];
process.on('unhandledRejection', (reason) => unhandled.push(String(reason)));
process.on('uncaughtException', (error) => unhandled.push(String(error)));

async function outcomeOf(
  fault: string,
  call: Outcome['call'],
  run: () => Promise<unknown>,
): Promise<Outcome> {
  const startMs = performance.now();
  const ended = (code: string, retry = '', scope = '', message = ''): Outcome => {
    return { fault, call, code, retry, scope, message, ms: performance.now() - startMs };
  };
  try {
    await run();
    return ended('ok');
  } catch (error) {
    if (!(error instanceof ExchangeFailure)) return ended(`not a failure of ours: ${String(error)}`);
    return ended(error.code, error.retry, error.scope, error.message);
  }
}

async function suffer(fault: WireFault, markets: Markets): Promise<Outcome[]> {
  const server = await serverOf(fault);
  const deadlineMs = fault.hangs ? SHORT_DEADLINE_MS : LONG_DEADLINE_MS;
  const known = await openClient({ baseUrl: server.url, deadlineMs });
  const fresh = await openClient({ baseUrl: server.url, deadlineMs });
  known.setMarkets(markets);
  try {
    return await Promise.all([
      outcomeOf(fault.name, 'candles', () =>
        known.call(PRIORITY.candles, undefined, (exchange) => exchange.fetchOHLCV('BTC/USDT', '5m')),
      ),
      outcomeOf(fault.name, 'markets', () => fresh.loadMarkets()),
    ]);
  } finally {
    await Promise.all([known.close(), fresh.close(), server.close()]);
  }
}

async function serverOf({ tcp, http }: WireFault): Promise<Loopback> {
  if (tcp) return serveTcp(tcp);
  return serveHttp((request, response) => {
    const good = Buffer.from(JSON.stringify(goodAnswer(request.url ?? '')));
    return http?.(good)(request, response);
  });
}

const good = await serveHttp((request, response) => sendJson(response, goodAnswer(request.url ?? '')));
const first = await openClient({ baseUrl: good.url });
const markets = await first.loadMarkets();
await first.close();
await good.close();

const rssBefore = process.memoryUsage().rss;
let rssMost = rssBefore;
const watch = setInterval(() => (rssMost = Math.max(rssMost, process.memoryUsage().rss)), 20);
const outcomes: Outcome[] = [];
/** Six faults at a time, in order. */
async function sufferAll(faults: readonly WireFault[]): Promise<void> {
  const queue = [...faults];
  const next = async (): Promise<void> => {
    for (let fault = queue.shift(); fault; fault = queue.shift()) {
      outcomes.push(...(await suffer(fault, markets)));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, next));
}

// Apart: the huge bodies must not take the time of those whose time is measured.
await sufferAll(WIRE_FAULTS.filter(({ hangs }) => hangs));
await sufferAll(WIRE_FAULTS.filter(({ hangs }) => !hangs));
clearInterval(watch);
// A rejection counts as unhandled only after the microtasks: one more turn of the loop.
await new Promise((resolve) => setTimeout(resolve, 100));
const report: FaultReport = { outcomes, unhandled, rssGrowthMiB: (rssMost - rssBefore) / 2 ** 20 };
process.stdout.write(JSON.stringify(report));
