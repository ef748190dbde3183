import type { VerbOptions } from '../verb-options.js';
import type { AppliedProfile } from '../profiles.js';
import { runScan } from '../run-scan.js';
import type { ScanRun } from '../run-scan.js';
import { writeResult } from '../output.js';
import {
  csvText,
  jsonText,
  markdownText,
  ndjsonText,
  pairlistText,
  tradingViewText,
} from '../format/scan-formats.js';
import { scanTable } from '../format/scan-table.js';
import { paintFor } from '../format/style.js';
import { terminalWidth } from '../format/terminal.js';
import { displaySymbol } from '../../market/symbol.js';
import { scanDocument, shownMarkets } from '../../scanner/scan-document.js';
import type { ErrorDocument } from '../../scanner/scan-document.js';
import type { ScanResult } from '../../scanner/scan-result.js';
import { describeError } from '../../scanner/scan-result.js';
import { EXIT } from '../../util/squall-error.js';

/** `squall scan`: exit 0 also when nothing passes; 65 when no market has valid data, 20 when too few have. */
export async function scanVerb({ source, settings, profile, format, output }: VerbOptions): Promise<void> {
  const run = await runScan(source, settings);
  const { result, squall, preset } = run;
  const limit = settings.limit ?? preset.maxCandidates;
  const markets = shownMarkets(result, limit, settings.all ?? false);
  const error = coverageError(result, settings.minCoverage ?? DEFAULT_MIN_COVERAGE);
  const document = scanDocument(result, squall, markets, error, profile);
  const texts: Readonly<Record<string, () => string>> = {
    table: () => tableOf(run, markets, settings.color ?? 'auto', output, profile),
    json: () => jsonText(document),
    ndjson: () => ndjsonText(document),
    csv: () => csvText(document),
    md: () => markdownText(document),
    tv: () => tradingViewText(document),
    pairlist: () => pairlistText(document),
  };
  await writeResult(texts[format](), output);
  if (error) {
    process.stderr.write(`squall: ${error.message}\n`);
    process.exitCode = error.exitCode;
  } else if (format !== 'table' && format !== 'json' && !settings.quiet) {
    for (const warning of result.warnings) process.stderr.write(`squall: ${warning}\n`);
  }
}

function tableOf(
  { result, squall }: ScanRun,
  markets: ScanResult['markets'],
  color: 'auto' | 'always' | 'never',
  output: string | undefined,
  profile: AppliedProfile | null,
): string {
  const paint = paintFor(output === undefined ? color : color === 'auto' ? 'never' : color);
  return scanTable(result, markets, { width: terminalWidth(), paint, engine: squall.engine, profile });
}

/** Of the markets listed, the share that must have valid data for a scan to be called complete. */
const DEFAULT_MIN_COVERAGE = 0.9;

/** A scan that could look at nothing, or at too little, is a failure of the data; the result is printed all the same. */
function coverageError({ counts, markets }: ScanResult, minCoverage: number): ErrorDocument | undefined {
  const { scanned, listed } = counts;
  if (scanned >= minCoverage * listed && scanned > 0) return undefined;
  const { symbol, errors } = markets.find((market) => market.errors.length > 0) ?? markets[0];
  const reason = errors.length > 0 ? `; ${displaySymbol(symbol)}: ${describeError(errors[0])}` : '';
  if (scanned === 0) {
    const message = `None of the ${listed} markets has valid data${reason}`;
    return { code: 'NO_DATA', message, exitCode: EXIT.data };
  }
  const message = `Only ${scanned} of ${listed} markets have valid data, expected a share of ${minCoverage} (--min-coverage)${reason}`;
  return { code: 'LOW_COVERAGE', message, exitCode: EXIT.lowCoverage };
}
