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
  /** The whole scan that it was judged in. */
  readonly result: ScanResult;
  /** `rank` is null also where it would take the candles of all markets. */
  readonly market: MarketResult;
  /** Whether only this market was looked at beyond its ticker, so that its rank and the counts mean nothing. */
  readonly isAlone: boolean;
  /** Where each known metric comes from, in a few words. */
  readonly origins: Partial<Record<MetricName, string>>;
  /** What would have to be different for it to pass; empty = it passes. */
  readonly changesNeeded: readonly string[];
  /** What must be known of the scan, a sentence each. */
  readonly notes: readonly string[];
}

const NO_RANK = 'Rank unknown: ranking needs candles of every market; run squall scan';

/**
 * Scans the whole market, as ranks among all decide too, and explains one of it. Where requests count against a limit
 * (not of a recording), all tickers are asked for, which is enough for the filters, and the candles of this market
 * alone: its rank remains unknown.
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
      `Expected a session, as openSession gives one, as the first of \`explain\`, got ${shownValue(session)}`,
    );
  }
  checkMomentOptions('explain', moment, ['levelsFor', 'isFocused']);
  return (await explainSeveral(session, [symbol], moment))[0];
}

/** When, and how, it is looked at. */
export type ExplainMoment = Omit<MomentOptions, 'levelsFor' | 'isFocused'>;

/** The same of several markets, in one scan. */
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
    const found = isOnly ? result.markets[0] : await findMarket(symbol, session, result);
    explanations.push(explanationOf(session, result, found, isAlone));
  }
  return explanations;
}

function explanationOf(
  { engine }: ScanSession,
  result: ScanResult,
  found: MarketResult,
  isAlone: boolean,
): Explanation {
  const market = isAlone ? { ...found, rank: null } : found;
  return {
    result,
    market,
    isAlone,
    origins: metricOrigins(market, result, engine.name),
    changesNeeded: changesNeeded(market, result.onMissing),
    notes: [...result.warnings, ...(isAlone && found.passed ? [NO_RANK] : [])],
  };
}

async function findMarket(
  symbol: string,
  { feed, quote }: ScanSession,
  { markets }: ScanResult,
): Promise<MarketResult> {
  const resolved = resolveSymbol(symbol, await feed.markets(), quote);
  const found = markets.find((candidate) => candidate.symbol === resolved);
  if (found !== undefined) return found;
  throw new SquallError('USAGE', `${resolved} is not a market of quote ${quote ?? ''}`);
}
