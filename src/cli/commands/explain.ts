import { resolveSymbol } from '../../scanner/universe.js';
import type { MarketResult } from '../../scanner/scan-result.js';
import { SCHEMA_VERSION } from '../../scanner/scan-document.js';
import { EXIT, SquallError } from '../../util/squall-error.js';
import { explainText } from '../format/explain-text.js';
import { jsonText } from '../format/scan-formats.js';
import { paintFor } from '../format/style.js';
import { terminalWidth } from '../format/terminal.js';
import { writeResult } from '../output.js';
import type { VerbOptions } from '../verb-options.js';
import { isFailure, marketProblem } from '../market-problem.js';
import type { ScanRun } from '../run-scan.js';
import { runScan } from '../run-scan.js';
import { changesNeeded } from '../../scanner/changes-needed.js';
import { metricOrigins } from '../../scanner/metric-origins.js';

const NO_RANK = 'Its rank is not told: that takes the candles of all markets, as squall scan asks for them';

/**
 * `squall explain SYMBOL`: the whole market is scanned, as ranks among all decide too. Of an exchange all tickers are
 * asked for, which is enough for the filters, and the candles of this market alone: its rank remains unknown.
 */
export async function explainVerb(
  { source, settings, format, output }: VerbOptions,
  symbol: string,
): Promise<void> {
  const run = await runScan(source, settings, { levelsFor: symbol, alone: true });
  const { result } = run;
  const isAlone = run.source.feed.stages !== undefined;
  const found = isAlone ? result.markets[0] : await find(symbol, run, settings.quote);
  if (found.errors.some(({ code }) => isFailure(code))) throw marketProblem(found, run.source);
  const market = isAlone ? { ...found, rank: null } : found;
  const origins = metricOrigins(market, result, run.squall.engine);
  const needed = changesNeeded(market, result.onMissing);
  const notes = [...result.warnings, ...(isAlone && found.passed ? [NO_RANK] : [])];
  const text =
    format === 'json'
      ? jsonText({
          schemaVersion: SCHEMA_VERSION,
          asOf: new Date(result.asOfMs).toISOString(),
          preset: result.preset,
          onMissing: result.onMissing,
          ...(isAlone ? {} : { counts: result.counts }),
          market,
          origins,
          changesNeeded: needed,
          warnings: notes,
        })
      : explainText({ ...result, warnings: notes }, market, origins, needed, {
          width: terminalWidth(),
          paint: paintFor(output === undefined ? (settings.color ?? 'auto') : 'never'),
        });
  await writeResult(text, output);
}

async function find(symbol: string, { result, source }: ScanRun, quote = ''): Promise<MarketResult> {
  const resolved = resolveSymbol(symbol, await source.feed.markets());
  const found = result.markets.find((candidate) => candidate.symbol === resolved);
  if (found !== undefined) return found;
  throw new SquallError('USAGE', `${resolved} is not a market of quote ${quote}`, EXIT.usage);
}
