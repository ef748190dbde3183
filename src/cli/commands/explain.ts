import { resolveSymbol } from '../../scanner/universe.js';
import { SCHEMA_VERSION } from '../../scanner/scan-document.js';
import { EXIT, SquallError } from '../../util/squall-error.js';
import { explainText } from '../format/explain-text.js';
import { jsonText } from '../format/scan-formats.js';
import { paintFor } from '../format/style.js';
import { terminalWidth } from '../format/terminal.js';
import { writeResult } from '../output.js';
import type { VerbOptions } from '../verb-options.js';
import { runScan } from '../run-scan.js';
import { changesNeeded } from '../../scanner/changes-needed.js';
import { metricOrigins } from '../../scanner/metric-origins.js';

/** `squall explain SYMBOL`: the whole market is scanned, as ranks among all decide too. */
export async function explainVerb(
  { source, settings, format, output }: VerbOptions,
  symbol: string,
): Promise<void> {
  const run = await runScan(source, settings, symbol);
  const { result } = run;
  const markets = await run.source.feed.markets();
  const resolved = resolveSymbol(symbol, markets);
  const market = result.markets.find((candidate) => candidate.symbol === resolved);
  if (market === undefined) {
    throw new SquallError(
      'USAGE',
      `${resolved} is not a market of quote ${settings.quote ?? ''}`,
      EXIT.usage,
    );
  }
  const origins = metricOrigins(market, result, run.squall.engine);
  const needed = changesNeeded(market, result.onMissing);
  const text =
    format === 'json'
      ? jsonText({
          schemaVersion: SCHEMA_VERSION,
          asOf: new Date(result.asOfMs).toISOString(),
          preset: result.preset,
          onMissing: result.onMissing,
          counts: result.counts,
          market,
          origins,
          changesNeeded: needed,
          warnings: result.warnings,
        })
      : explainText(result, market, origins, needed, {
          width: terminalWidth(),
          paint: paintFor(output === undefined ? (settings.color ?? 'auto') : 'never'),
        });
  await writeResult(text, output);
}
