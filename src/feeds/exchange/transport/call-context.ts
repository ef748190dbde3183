import { AsyncLocalStorage } from 'node:async_hooks';
import { PRIORITY } from '../limits/gate.js';

/** What a call of ccxt, which knows neither, is made with. */
export interface CallContext {
  readonly priority: number;
  readonly signal?: AbortSignal;
  /** Rows of numbers in the answers come as NumberRows. */
  readonly numberRows?: boolean;
  /** What is asked for is of one market: a refusal may be that market's alone. */
  readonly isOfOneMarket?: boolean;
}

const storage = new AsyncLocalStorage<CallContext>();

/** Runs something with this priority and signal for every request that it makes, however deep and late. */
export function withContext<Result>(context: CallContext, run: () => Result): Result {
  return storage.run(context, run);
}

export function currentContext(): CallContext {
  return storage.getStore() ?? { priority: PRIORITY.facts };
}
