import { ERROR_CODES, EXIT } from '../src/util/error-codes.js';
import type { ErrorCode } from '../src/util/error-codes.js';
import type { FailureCode } from '../src/feeds/exchange/failure.js';
import { FAILURE_CODES } from '../src/feeds/exchange/failure.js';

/** When the process exits with each code. */
const EXITS: Readonly<Record<Exclude<keyof typeof EXIT, 'hungUp' | 'interrupted' | 'terminated'>, string>> = {
  ok: 'done; also if no market passes the filters, or the reader of a pipe went away',
  lowCoverage:
    'the scan is done and printed, but fewer of the markets than `--min-coverage` (0.9) have valid data',
  deadline:
    '`--deadline` came first: everything that had arrived by then is printed, the other markets have the code `DEADLINE`; nothing is printed if not even the tickers had arrived',
  damaged:
    'a recording or a candle store is damaged, or not a recording at all, or its scans give other results when recomputed; the message says where, and everything readable is read',
  memory:
    'memory cannot hold even one market at a time: the scan ended itself before the system would have; finished markets are kept, the others have the code `MEM_PRESSURE`',
  usage:
    'the command line is wrong: unknown verb, option, value, preset name, symbol or exchange; a `--base-url` that is not on this machine',
  data: 'the data is unusable: an empty, foreign or damaged file, no market with valid data, an as-of time before the data, no BTC with `--require-reference`; `doctor --exchange`: the exchange answered, and a check of its answers says NO; a screen that looks ahead (`squall edge`)',
  noInput: 'an input file does not exist or cannot be read',
  unavailable:
    'the exchange cannot be reached, fails, or is under maintenance; try later; or the process to be monitored no longer exists',
  internal:
    'a bug in Squall; `SQUALL_DEBUG=1` shows where. `KERNEL_CANARY`: twice in one scan a kernel wrote out of bounds (once: that batch is recomputed by the JavaScript kernels, and the event reported)',
  cannotStart:
    "cannot start: the WASM files are missing or do not run here (`squall doctor`); the emulator's port is taken",
  cannotCreate:
    'the output file cannot be created, or is a recording, which is never overwritten; a recording cannot be resumed: it is sealed, or was started with other settings',
  io: 'writing the output failed (disk full, I/O error)',
  tryLater:
    'rate limited or banned; `retryAt` says when to try again; or another process writes to the recording or candle store',
  protocol: 'the exchange answered something that is not its documented interface',
  refused: 'the exchange blocks us: firewall, country, or a path that is gone; retrying makes it worse',
  config:
    'a preset or config file, or a `SQUALL_…` variable, is invalid; also an API key, which is never needed',
};

/** Codes of a single market caused by its candles, and others that only a market can have. */
const MARKET_CODES = {
  DATA_EMPTY: 'no usable bar at the as-of time',
  DATA_SHORT: 'fewer closed bars than the core metrics need (24)',
  DATA_STALE: 'the last bar closed more than two bars before the as-of time',
  DATA_GAP: 'more than 2 % of the bars are absent, or one of the last three',
  DATA_INVALID:
    'more than 1 % of the rows are impossible (price ≤ 0, high < low, not a number …), or one of the last ten; or contradicting duplicates',
  DATA_MISMATCH:
    "the candles are not of the requested timeframe or market, or contradict the exchange's earlier answers",
  DATA_UNIT:
    "no unit explains the candles' volume against the exchange's own turnover, or another one than usual does, or the quote currency has no price in USD",
  MARKET_GONE: 'the source does not know the market',
  DEADLINE: 'it had not been scanned when the deadline passed',
  MEM_PRESSURE: 'it had not been scanned when memory ran out',
} as const satisfies Partial<Record<ErrorCode, string>>;

const EXCHANGE_CODES: Readonly<Record<FailureCode, string>> = {
  NET_TIMEOUT: 'no whole answer within the deadline, less than 1 KB/s after 2 s, or status 408',
  NET_RESET: 'the connection was refused, reset or closed before the answer was whole',
  NET_DNS: "the host's name could not be resolved",
  NET_PROXY:
    'the proxy named in HTTPS_PROXY cannot be reached, requires a password (407) or does not lead to the exchange',
  NET_TLS:
    'no valid certificate, or no TLS at all; the check cannot be disabled (own authority: `NODE_EXTRA_CA_CERTS`)',
  HTTP_RATE_LIMIT:
    "429, or the exchange's own code for it; until `Retry-After`, at least 1 s and at most 15 min",
  HTTP_BAN: `418, "IP banned until …", or the exchange's own code for it; 2 min if no end is given, at most 3 days`,
  HTTP_5XX: "status 500–599, or the exchange's own code for a failure on its side",
  HTTP_MAINTENANCE: 'the same, and it says that it is under maintenance',
  HTTP_BLOCKED:
    '401, 403, 404, 410, 451; or a host that does not belong to this exchange (then nothing was sent)',
  BAD_BODY:
    'not a JSON object or array: a web page with status 200 (then of the exchange), cut or damaged data, an unknown encoding, another status than 200; too big (8 MiB for candles, 32 MiB else) or a redirect (then not again)',
  BAD_SCHEMA:
    'JSON in another shape than documented, a market list without markets, an unknown error code; or a request that was not understood, like 400 (then no retry)',
  MARKET_GONE: 'the exchange does not know the market (any more)',
  MARKET_INACTIVE: 'it knows the market, which is not trading',
  EXCHANGE_DOWN: 'most calls of the last half minute failed; nothing was sent',
};

/** docs/exit-codes.md, from the tables of codes. */
export function exitCodeDocs(): string {
  return `# Exit codes and error codes

Every failure ends in one sentence on stderr (what was expected, what came, where). With \`--json\` the same
facts are on stdout: \`{"schemaVersion": 1, "error": {"code", "message", "exitCode"}}\`, and \`retryAt\` (ISO 8601) if an
exchange has said when to retry.

| exit | meaning | codes |
|---:|---|---|
${exitRows().join('\n')}
| 129, 130, 143 | the terminal was closed, Ctrl-C, SIGTERM; no partial file is left | |

## Codes of a single market

They appear in \`markets[].errors\` of a scan. A market with one is listed with its reason and is never scored.

| code | meaning |
|---|---|
${Object.entries(MARKET_CODES)
  .map(([code, meaning]) => row(`\`${code}\``, meaning))
  .join('\n')}

## Codes of an exchange

Every call to an exchange ends within its deadline (10 s from name resolution to the last byte), with an answer or with
exactly one of these. *Scope*: what can no longer be trusted, that market or the whole exchange. *Again*: whether the request
is retried; \`backoff\` = a few times, with growing random pauses; \`until\` = not before the time given in the failure.
One market's failure does not end a scan: the market is listed with the code. The exit code is that of a scan that could
do nothing because of it.

| code | scope | again | exit | meaning |
|---|---|---|---:|---|
${FAILURE_CODES.map(exchangeRow).join('\n')}

Error codes in an answer's body (Binance -1003, Bybit 10006, OKX 50011, Kraken \`EAPI:Rate limit exceeded\` …) count like
the statuses above. Messages show at most the start of an answer, without query strings and control characters.
`;
}

function exitRows(): string[] {
  return Object.entries(EXITS).map(([name, meaning]) => {
    const exitCode = EXIT[name as keyof typeof EXITS];
    return row(String(exitCode), meaning, codesOf(exitCode).join(', '));
  });
}

/** Families that are listed one by one further down. */
const FAMILIES = ['DATA_', 'NET_', 'HTTP_'];

/** Every code with this exit code; for a family that shares it, only its prefix. */
function codesOf(exitCode: number): string[] {
  const codes = Object.keys(ERROR_CODES) as ErrorCode[];
  const ends = codes.filter((code) => ERROR_CODES[code].exitCode === exitCode && !code.startsWith('MARKET_'));
  const whole = FAMILIES.filter((family) => {
    const members = codes.filter((code) => code.startsWith(family));
    return members.every((code) => ends.includes(code));
  });
  const shown = ends.map((code) => {
    const family = whole.find((start) => code.startsWith(start));
    return family === undefined ? `\`${code}\`` : `\`${family}…\``;
  });
  return [...new Set(shown)];
}

function exchangeRow(code: FailureCode): string {
  const { scope, retry, exitCode } = ERROR_CODES[code];
  return row(`\`${code}\``, scope, retry, String(exitCode), EXCHANGE_CODES[code]);
}

function row(...cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
