import { AsyncLocalStorage } from 'node:async_hooks';
import { PRIORITY } from '../limits/gate.js';

/** Context of a ccxt call, which ccxt itself does not pass on. */
export interface CallContext {
  readonly priority: number;
  readonly signal?: AbortSignal;
  /** Rows of numbers in the answers arrive as NumberRows. */
  readonly numberRows?: boolean;
  /** The request is about one market: a rejection may be that market's alone. */
  readonly isOfOneMarket?: boolean;
}

const storage = new AsyncLocalStorage<CallContext>();

/** Applies this priority and signal to every request the work makes, however deep and late. */
export function withContext<Result>(context: CallContext, run: () => Result): Result {
  return storage.run(context, run);
}

export function currentContext(): CallContext {
  return storage.getStore() ?? { priority: PRIORITY.facts };
}
