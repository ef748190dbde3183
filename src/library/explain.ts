import type { MetricName } from '../indicators/metrics.js';
import { changesNeeded } from '../scanner/changes-needed.js';
import { metricOrigins } from '../scanner/metric-origins.js';
import type { MarketResult, ScanResult } from '../scanner/scan-result.js';
import { resolveSymbol } from '../scanner/universe.js';
import { shownValue } from '../util/plain-text.js';
import { SquallError } from '../util/squall-error.js';
import type { MomentOptions } from './scan-options.js';
import { checkMomentOptions } from './scan-options.js';
import type { ScanSession } from './session.js';

/** Why one market is in or out. */
export interface Explanation {
  /** The whole scan that judged it. */
  readonly result: ScanResult;
  /** `rank` is also null if it would require the candles of all markets. */
  readonly market: MarketResult;
  /**
   * Whether only this market was requested beyond its ticker, so that its rank and the counts are
   * meaningless.
   */
  readonly isAlone: boolean;
  /** Origin of each known metric, in a few words. */
  readonly origins: Partial<Record<MetricName, string>>;
  /** What would have to change for it to pass; empty = it passes. */
  readonly changesNeeded: readonly string[];
  /** Notes about the scan, one sentence each. */
  readonly notes: readonly string[];
}

const NO_RANK = 'Rank unknown: ranking needs candles of every market; run squall scan';

/**
 * Scans the whole market, because ranks among all markets matter too, and explains one of it. If requests
 * count against a limit (not for a recording), only the tickers of all markets are requested, which is enough
 * for the filters, and the candles of this market: its rank remains unknown.
 * @throws {SquallError} UNKNOWN_SYMBOL; USAGE: the session does not scan it; whatever the scan throws.
 */
export async function explain(
  session: ScanSession,
  symbol: string,
  moment: ExplainMoment = {},
): Promise<Explanation> {
  if (typeof (session as Partial<ScanSession> | null)?.scan !== 'function') {
    throw new SquallError(
      'USAGE',
      `Expected a session from openSession as the first argument of \`explain\`, got ${shownValue(session)}`,
    );
  }
  checkMomentOptions('explain', moment, ['levelsFor', 'isFocused']);
  return (await explainSeveral(session, [symbol], moment))[0];
}

/** The time and options of the scan. */
export type ExplainMoment = Omit<MomentOptions, 'levelsFor' | 'isFocused'>;

/** The same for several markets, in one scan. */
export async function explainSeveral(
  session: ScanSession,
  symbols: readonly string[],
  moment: ExplainMoment = {},
): Promise<Explanation[]> {
  const { feed } = session;
  const isAlone = feed.isMetered && feed.isRecorded !== true;
  const { result } = await session.scan({ ...moment, levelsFor: symbols, isFocused: isAlone });
  const explanations: Explanation[] = [];
  for (const symbol of symbols) {
    const isOnly = isAlone && symbols.length === 1;
    const judged = isOnly ? result.markets[0] : await findMarket(symbol, session, result);
    explanations.push(explanationOf(session, result, judged, isAlone));
  }
  return explanations;
}

function explanationOf(
  { engine }: ScanSession,
  result: ScanResult,
  judged: MarketResult,
  isAlone: boolean,
): Explanation {
  const market = isAlone ? { ...judged, rank: null } : judged;
  return {
    result,
    market,
    isAlone,
    origins: metricOrigins(market, result, engine.name),
    changesNeeded: changesNeeded(market, result.onMissing),
    notes: [...result.warnings, ...(isAlone && judged.passed ? [NO_RANK] : [])],
  };
}

async function findMarket(
  symbol: string,
  { feed, quote }: ScanSession,
  { markets }: ScanResult,
): Promise<MarketResult> {
  const resolved = resolveSymbol(symbol, await feed.markets(), quote);
  const judged = markets.find((candidate) => candidate.symbol === resolved);
  if (judged !== undefined) return judged;
  throw new SquallError('USAGE', `${resolved} is not a market of quote ${quote ?? ''}`);
}
