/** Exit codes of the process, following BSD sysexits where one fits. */
export const EXIT = {
  ok: 0,
  lowCoverage: 20,
  deadline: 21,
  damaged: 22,
  memory: 23,
  usage: 64,
  data: 65,
  noInput: 66,
  unavailable: 69,
  internal: 70,
  cannotStart: 71,
  cannotCreate: 73,
  io: 74,
  tryLater: 75,
  protocol: 76,
  refused: 77,
  config: 78,
  /** The terminal was closed. */
  hungUp: 129,
  interrupted: 130,
  terminated: 143,
} as const;

/** What can no longer be trusted: one market, the whole exchange, or what this process was asked to do. */
export type ErrorScope = 'symbol' | 'exchange' | 'process';

/**
 * Whether a retry makes sense: `backoff` = a few times, after growing pauses; `until` = not before a given
 * time.
 */
export type ErrorRetry = 'no' | 'now' | 'backoff' | 'until';

export interface ErrorKind {
  /** Exit code of a process that could do nothing because of it. */
  readonly exitCode: number;
  readonly scope: ErrorScope;
  readonly retry: ErrorRetry;
}

function ofProcess(exit: keyof typeof EXIT): ErrorKind {
  return { exitCode: EXIT[exit], scope: 'process', retry: 'no' };
}

function ofExchange(exit: keyof typeof EXIT, scope: 'symbol' | 'exchange', retry: ErrorRetry): ErrorKind {
  return { exitCode: EXIT[exit], scope, retry };
}

/** Every known way to fail. docs/exit-codes.md is generated from it. */
export const ERROR_CODES = {
  LOW_COVERAGE: ofProcess('lowCoverage'),
  DEADLINE: ofProcess('deadline'),
  MEM_PRESSURE: { ...ofProcess('memory'), retry: 'backoff' },
  USAGE: ofProcess('usage'),
  UNKNOWN_PRESET: ofProcess('usage'),
  UNKNOWN_SYMBOL: ofProcess('usage'),
  NO_DATA: ofProcess('data'),
  NO_MARKETS: ofProcess('data'),
  REF_MISSING: ofProcess('data'),
  PROCESS_ENDED: ofProcess('unavailable'),
  NO_INPUT: ofProcess('noInput'),
  INTERNAL: ofProcess('internal'),
  KERNEL_CANARY: ofProcess('internal'),
  CANNOT_START: ofProcess('cannotStart'),
  CANNOT_CREATE: ofProcess('cannotCreate'),
  REC_WRITE: { ...ofProcess('io'), retry: 'backoff' },
  REC_CORRUPT: ofProcess('damaged'),
  STORE_CORRUPT: ofProcess('damaged'),
  LOCKED: ofProcess('tryLater'),
  CONFIG: ofProcess('config'),

  DATA_EMPTY: ofExchange('data', 'symbol', 'no'),
  DATA_SHORT: ofExchange('data', 'symbol', 'no'),
  DATA_STALE: ofExchange('data', 'symbol', 'no'),
  DATA_GAP: ofExchange('data', 'symbol', 'no'),
  DATA_INVALID: ofExchange('data', 'symbol', 'no'),
  DATA_MISMATCH: ofExchange('data', 'symbol', 'no'),
  DATA_UNIT: ofExchange('data', 'symbol', 'no'),
  CHECK_FAILED: ofProcess('data'),
  LOOK_AHEAD: ofProcess('data'),

  NET_TIMEOUT: ofExchange('unavailable', 'symbol', 'backoff'),
  NET_RESET: ofExchange('unavailable', 'symbol', 'backoff'),
  NET_DNS: ofExchange('unavailable', 'exchange', 'backoff'),
  NET_PROXY: ofExchange('unavailable', 'exchange', 'backoff'),
  NET_TLS: ofExchange('unavailable', 'exchange', 'no'),
  HTTP_RATE_LIMIT: ofExchange('tryLater', 'exchange', 'until'),
  HTTP_BAN: ofExchange('tryLater', 'exchange', 'until'),
  HTTP_5XX: ofExchange('unavailable', 'exchange', 'backoff'),
  HTTP_MAINTENANCE: ofExchange('unavailable', 'exchange', 'backoff'),
  HTTP_BLOCKED: ofExchange('refused', 'exchange', 'no'),
  BAD_BODY: ofExchange('protocol', 'symbol', 'backoff'),
  BAD_SCHEMA: ofExchange('protocol', 'symbol', 'backoff'),
  MARKET_GONE: ofExchange('data', 'symbol', 'no'),
  MARKET_INACTIVE: ofExchange('data', 'symbol', 'no'),
  /** The breaker is open: nothing was sent. */
  EXCHANGE_DOWN: ofExchange('unavailable', 'exchange', 'until'),
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERROR_CODES;

/** Whether a code is one of ours: third-party feeds may have their own. */
export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERROR_CODES, code);
}
