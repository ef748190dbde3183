import type { LookupFunction } from 'node:net';
import type { Clock } from '../../../util/clock.js';
import { SquallError } from '../../../util/squall-error.js';
import type { RequestGate } from '../limits/gate.js';
import { movedTo, parseBaseUrl } from './base-url.js';
import type { CallContext } from './call-context.js';
import { withContext } from './call-context.js';
import { routeRequests } from './ccxt-fetch.js';
import { classify } from './classify.js';
import { exchangeHosts } from './exchange-hosts.js';
import { ExchangeTime } from './exchange-time.js';
import { createGuardedSend } from './guarded-send.js';
import type { GuardedSend, Traffic } from './guarded-send.js';
import type { Send } from './http.js';
import { loadExchange } from './load-exchange.js';
import type { CcxtExchange } from './load-exchange.js';
import { guardMarkets } from './market-loader.js';
import type { CcxtMarkets } from './market-loader.js';
import type { MarketType } from './market-scope.js';

export type CallOptions = Pick<CallContext, 'numberRows' | 'isOfOneMarket'>;

/** One exchange through ccxt, made safe: every call ends, every failure is an ExchangeFailure. */
export interface ExchangeClient {
  /** As requested: `binance`, even if ccxt has a separate class for this type of markets. */
  readonly id: string;
  readonly type: MarketType;
  /** ccxt's capabilities of this exchange: `fetchOHLCV: true`. */
  readonly has: Readonly<Record<string, unknown>>;
  /** ccxt's facts about its calls, such as `features.spot.fetchOHLCV.limit`. */
  readonly features: unknown;
  /** Candle timeframes: `5m`. */
  readonly timeframes: readonly string[];
  /**
   * Markets by unified symbol. Requested once for all callers; then kept, even if a reload fails.
   * @throws {ExchangeFailure} BAD_SCHEMA also for an answer without markets; the signal's reason when
   * aborted.
   */
  loadMarkets(options?: { reload?: boolean; signal?: AbortSignal }): Promise<CcxtMarkets>;
  /** Uses cached markets instead of a request. @throws {ExchangeFailure} BAD_SCHEMA: none in it. */
  setMarkets(markets: CcxtMarkets): void;
  /**
   * One call of ccxt, which may make several requests, all with this priority and signal.
   * @param options.numberRows  `run` takes NumberRows for the lists of rows of numbers in an answer. @default
   * false
   * @param options.isOfOneMarket  a rejection (403, 404, 410) is that of the requested market: MARKET_GONE.
   * @default false
   * @throws {ExchangeFailure} whatever goes wrong; a SquallError of `run` unchanged; the signal's reason when
   * aborted.
   */
  call<Result>(
    priority: number,
    signal: AbortSignal | undefined,
    run: (exchange: CcxtExchange) => Promise<Result>,
    options?: CallOptions,
  ): Promise<Result>;
  /** The exchange's time, UTC ms: learnt from its answers, our wall clock until the first. */
  exchangeTimeMs(): number;
  /** Exchange time minus our wall clock, ms; null until the first answer. */
  readonly clockSkewMs: number | null;
  /** An answer contradicts the known time: one more decides. */
  readonly isTimeDoubted: boolean;
  /** All zero if `send` was given. */
  readonly traffic: Traffic;
  /** Closes all connections; running calls fail. */
  close(): Promise<void>;
}

export interface ClientOptions {
  /** ccxt's id: `binance`. */
  readonly id: string;
  readonly type: MarketType;
  /** Every request passes through it. It sees the exchange's own hosts, even with `baseUrl`. */
  readonly gate: RequestGate;
  readonly clock: Clock;
  /** A test exchange on this machine that receives all requests; nothing else is dialled then. */
  readonly baseUrl?: string;
  /** Per request, from name resolution to the last byte. Default 10 s. */
  readonly deadlineMs?: number;
  /** Replaces the network: for recorded answers. */
  readonly send?: Send;
  readonly lookup?: LookupFunction;
}

/**
 * @throws {SquallError} exit 64: unknown exchange, no candles or markets of this type, or a `baseUrl` that is not
 * loopback.
 */
export async function openExchangeClient(options: ClientOptions): Promise<ExchangeClient> {
  const { id, type, gate, clock } = options;
  const base = options.baseUrl === undefined ? null : parseBaseUrl(options.baseUrl);
  const exchange = await loadExchange(id, type);
  const network = options.send ? recorded(options.send) : openNetwork(exchange, base, options);
  const time = new ExchangeTime(clock);
  const target = (url: string): URL => (base ? movedTo(base, url) : new URL(url));
  routeRequests(exchange, { id, gate, clock, time, target, send: network.send });
  const markets = guardMarkets(exchange, id, type);

  const guarded = async <Result>(
    signal: AbortSignal | undefined,
    run: () => Promise<Result>,
  ): Promise<Result> => {
    try {
      signal?.throwIfAborted();
      return await run();
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof SquallError) throw error;
      throw classify(error, { exchange: id, where: 'an answer', wallMs: clock.wallMs() });
    }
  };

  return {
    id,
    type,
    has: exchange.has,
    features: (exchange as { features?: unknown }).features,
    timeframes: Object.keys(exchange.timeframes),
    loadMarkets: ({ reload = false, signal } = {}) => guarded(signal, () => markets.load(reload, signal)),
    setMarkets: (known) => markets.set(known),
    call: (priority, signal, run, given) =>
      guarded(signal, () =>
        withContext({ priority, ...(signal && { signal }), ...given }, () => run(exchange)),
      ),
    exchangeTimeMs: () => time.nowMs(),
    get clockSkewMs() {
      return time.skewMs;
    },
    get isTimeDoubted() {
      return time.isDoubted;
    },
    traffic: network.traffic,
    close: () => network.close(),
  };
}

function recorded(send: Send): GuardedSend {
  const traffic = { requests: 0, wireBytes: 0, connections: 0, reusedConnections: 0 };
  return { send, traffic, close: async () => undefined };
}

function openNetwork(exchange: CcxtExchange, base: URL | null, options: ClientOptions): GuardedSend {
  const { id, clock, deadlineMs, lookup } = options;
  return createGuardedSend({
    exchange: id,
    clock,
    allowedHosts: base ? new Set([base.host]) : exchangeHosts(exchange),
    ...(deadlineMs !== undefined && { deadlineMs }),
    ...(lookup && { lookup }),
  });
}
