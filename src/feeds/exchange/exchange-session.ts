import { setMaxListeners } from 'node:events';
import type { LookupFunction } from 'node:net';
import type { Clock } from '../../util/clock.js';
import { SquallError } from '../../util/squall-error.js';
import { describeExchange } from './description/describe-exchange.js';
import type { ExchangeDescription } from './description/exchange-description.js';
import { ExchangeFailure } from './failure.js';
import { PRIORITY } from './limits/gate.js';
import { createRequestGate } from './limits/request-gate.js';
import type { LimitedGate } from './limits/gate.js';
import type { RetryPolicy } from './limits/retrying.js';
import { createRetryBudget, retrying } from './limits/retrying.js';
import { openDiskState, stateName } from './limits/ledger/disk-state.js';
import { parseBaseUrl } from './transport/base-url.js';
import { openExchangeClient } from './transport/ccxt-client.js';
import type { CallOptions, ExchangeClient } from './transport/ccxt-client.js';
import type { CcxtExchange } from './transport/load-exchange.js';
import { REFUSALS } from './transport/market-failure.js';
import type { MarketType } from './transport/market-scope.js';

export interface SessionOptions {
  /** ccxt's id, such as `binance`. */
  readonly id: string;
  readonly type: MarketType;
  /** An exchange on this machine that receives all requests. */
  readonly baseUrl?: string;
  readonly clock: Clock;
  /** 0 ≤ x < 1; for jitter. */
  readonly rng: () => number;
  /** Where bans, budgets and the market list are kept. */
  readonly stateFolder: string;
  readonly warn: (message: string) => void;
  /** Per request. @default 10 s */
  readonly deadlineMs?: number;
  /** Resolves host names. @default the system's */
  readonly lookup?: LookupFunction;
  /** 0 disables pace and windows, for an exchange on loopback. @default 1 */
  readonly paceScale?: number;
}

const ONCE = { attempts: 1 };
/**
 * Consecutive rejections of markets, without an answer in between, that count as a rejection by the exchange.
 */
const REFUSALS_OF_EXCHANGE = 5;
/** … and with the same status: no market is requested after that. */
const EQUAL_REFUSALS_OF_EXCHANGE = 3;

/** One exchange with its limits: every request goes through one gate, every call is retried by one rule. */
export class ExchangeSession {
  #policy: RetryPolicy;
  #failure: ExchangeFailure | null = null;
  /** A call has waited in vain for the exchange to recover: the others of this scan do not wait as well. */
  #isGivenUp = false;
  /** Statuses of rejected one-market calls since the last answer. */
  #refusals: (number | null)[] = [];
  /** The exchange rejects every market: the others of this scan are not requested. */
  #blocked: ExchangeFailure | null = null;

  private constructor(
    readonly client: ExchangeClient,
    readonly gate: LimitedGate,
    /** Its capabilities: known before anything is sent. */
    readonly description: ExchangeDescription,
    /** Identifies the exchange in files: one on loopback shares nothing with the real one. */
    readonly stateName: string,
    readonly options: SessionOptions,
  ) {
    this.#policy = policyOf(options);
  }

  /**
   * Loads the exchange's class; sends nothing. @throws {SquallError} exit 64: unknown exchange, type or base URL, or
   * one that cannot be scanned.
   */
  static async open(options: SessionOptions): Promise<ExchangeSession> {
    const { id, type, baseUrl, clock, rng, stateFolder, warn, paceScale, deadlineMs, lookup } = options;
    if (baseUrl !== undefined) parseBaseUrl(baseUrl);
    const description = await describeExchange(id, type);
    if (description.refusal !== null) throw new SquallError('USAGE', description.refusal);
    const name = stateName(id, baseUrl);
    const state = openDiskState({
      directory: stateFolder,
      name,
      sleep: (ms) => clock.sleep(ms),
      warn,
    });
    const gate = createRequestGate({
      exchangeId: id,
      costs: description.costs,
      clock,
      rng,
      state,
      ...(paceScale === undefined ? {} : { paceScale }),
    });
    const client = await openExchangeClient({
      id,
      type,
      gate,
      clock,
      ...(baseUrl === undefined ? {} : { baseUrl }),
      ...(deadlineMs === undefined ? {} : { deadlineMs }),
      ...(lookup === undefined ? {} : { lookup }),
    });
    return new ExchangeSession(client, gate, description, name, options);
  }

  /** Restarts the count of retries: for work as long as many scans. Rejections are remembered. */
  renewRetries(): void {
    this.#policy = policyOf(this.options);
  }

  /** Restarts the count of failures and retries for a new scan. */
  beginScan(): void {
    this.#policy = policyOf(this.options);
    this.#failure = null;
    this.#isGivenUp = false;
    this.#refusals = [];
    this.#blocked = null;
  }

  /** The first failure of the exchange as a whole since the scan started; null = none. */
  get failure(): ExchangeFailure | null {
    return this.#failure;
  }

  /**
   * One call of ccxt by the client, retried if that makes sense. For one-market calls, a few rejections
   * belong to the markets; more, without an answer in between, belong to the exchange: HTTP_BLOCKED, and no
   * other market is requested until the next scan.
   * @throws {ExchangeFailure} the last failure; the signal's reason when aborted.
   */
  async call<Result>(
    priority: number,
    signal: AbortSignal | undefined,
    run: (exchange: CcxtExchange) => Promise<Result>,
    options?: CallOptions,
  ): Promise<Result> {
    const isOfOneMarket = options?.isOfOneMarket === true;
    if (isOfOneMarket && this.#blocked !== null) throw this.#blocked;
    try {
      const result = await this.retried(signal, () => this.client.call(priority, signal, run, options));
      if (isOfOneMarket) this.#refusals = [];
      return result;
    } catch (error) {
      throw isOfOneMarket ? this.#withWhoRefuses(error) : error;
    }
  }

  #withWhoRefuses(error: unknown): unknown {
    if (!(error instanceof ExchangeFailure)) return error;
    const { code, status, message } = error;
    const isRefusal = code === 'HTTP_BLOCKED' || (code === 'MARKET_GONE' && REFUSALS.has(status));
    if (!isRefusal) return error;
    this.#refusals.push(status);
    if (!isOfExchange(this.#refusals)) return error;
    this.#blocked ??= new ExchangeFailure('HTTP_BLOCKED', message, status === null ? {} : { status });
    this.#failure ??= this.#blocked;
    return this.#blocked;
  }

  /** The same for work that calls the client in another way. */
  async retried<Result>(signal: AbortSignal | undefined, run: () => Promise<Result>): Promise<Result> {
    // All requests of a scan listen to its one signal: that is not a leak.
    if (signal) setMaxListeners(0, signal);
    try {
      const result = await retrying({ ...this.#policy, ...(this.#isGivenUp && ONCE) }, run, signal);
      this.#isGivenUp = false;
      return result;
    } catch (error) {
      if (error instanceof ExchangeFailure && error.code === 'EXCHANGE_DOWN') this.#isGivenUp = true;
      if (error instanceof ExchangeFailure && error.scope === 'exchange') this.#failure ??= error;
      throw error;
    }
  }

  /**
   * Ensures that the exchange's time is known, and requests it again if an answer has contradicted it since.
   * @throws {ExchangeFailure} only if no time is known; the signal's reason when aborted.
   */
  async learnTime(signal?: AbortSignal): Promise<void> {
    const { clockSkewMs, isTimeDoubted } = this.client;
    const isKnown = clockSkewMs !== null;
    if ((isKnown && !isTimeDoubted) || this.description.calls.time.obstacle !== null) return;
    try {
      await this.call(PRIORITY.markets, signal, (exchange) => exchange.fetchTime());
    } catch (error) {
      if (!isKnown || !(error instanceof ExchangeFailure)) throw error;
    }
  }

  close(): Promise<void> {
    return this.client.close();
  }
}

function isOfExchange(refusals: readonly (number | null)[]): boolean {
  const newest = refusals.slice(-EQUAL_REFUSALS_OF_EXCHANGE);
  const areEqual = newest.every((status) => status === newest[0]);
  return (
    refusals.length >= REFUSALS_OF_EXCHANGE || (areEqual && newest.length === EQUAL_REFUSALS_OF_EXCHANGE)
  );
}

function policyOf({ clock, rng }: SessionOptions): RetryPolicy {
  return { clock, rng, budget: createRetryBudget() };
}
