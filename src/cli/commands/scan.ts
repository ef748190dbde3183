import type { VerbOptions } from '../verb-options.js';
import type { AppliedProfile } from '../profiles.js';
import { coverageProblem, deadlineProblem, memoryProblem } from '../../library/scan-problem.js';
import { runScan } from '../run-scan.js';
import { keepSeen, readSeen } from '../seen-markets.js';
import type { Settings } from '../settings.js';
import type { ScanRun } from '../scan-session.js';
import { writeResult, writeStderr } from '../output.js';
import { emptyLines } from '../format/near-miss-text.js';
import { checkColumns } from '../format/scan-columns.js';
import { csvText } from '../format/scan-csv.js';
import { compactJsonText, jsonText, markdownText, ndjsonText, pairlistText } from '../format/scan-formats.js';
import { tradingViewText } from '../format/trading-view.js';
import { chosenMarkets } from '../shown-markets.js';
import { shownWarnings } from '../format/shown-warnings.js';
import { scanTable } from '../format/scan-table.js';
import { paintFor } from '../format/style.js';
import { terminalWidth } from '../format/terminal.js';
import { errorDocument, scanDocument } from '../../scanner/scan-document.js';
import type { ScanResult } from '../../scanner/scan-result.js';

/**
 * `squall scan`: exit 0 also when nothing passes; 65 when no market has valid data, 20 when too few have, 21
 * when the deadline passed.
 */
export async function scanVerb({ source, settings, profile, format, output }: VerbOptions): Promise<void> {
  checkColumns(settings);
  const seen = settings.newSince === undefined ? null : readSeen(settings.newSince);
  const run = await runScan(source, settings);
  const { result, squall, preset } = run;
  const { columns } = settings;
  const markets = chosenMarkets(result, settings, preset.maxCandidates, seen?.symbols);
  const problem =
    deadlineProblem(result) ??
    memoryProblem(result) ??
    coverageProblem(result, settings.minCoverage, run.source.feed.failure?.());
  const error = problem === null ? undefined : errorDocument(problem);
  const document = {
    ...scanDocument(result, squall, markets, error, profile, run.traffic, run.source.fewerBars),
    ...(seen === null ? {} : { newSince: seen.asOf }),
  };
  const emptyText = result.counts.passed === 0 ? emptyLines(result, preset) : [];
  const texts: Readonly<Record<string, () => string>> = {
    table: () => tableOf(run, markets, settings, output, profile),
    json: () => (settings.compact ? compactJsonText(document) : jsonText(document)),
    ndjson: () => ndjsonText(document),
    csv: () => csvText(document, columns),
    md: () => markdownText(document, columns, emptyText),
    tv: () => tradingViewText(document),
    pairlist: () => pairlistText(document),
  };
  // Before anything is written: the reader of stdout may close it, and then the process exits with this code.
  process.exitCode = error?.exitCode ?? (markets.length === 0 ? settings.exitCodeIfEmpty : undefined);
  await writeResult(texts[format](), output);
  if (seen?.isOwn && !error) await keepSeen(settings.newSince!, result);
  if (error) {
    writeStderr(error.message);
  } else if (format !== 'table' && format !== 'json' && !settings.quiet) {
    const notes = [...(format === 'md' ? [] : emptyText), ...shownWarnings(result.warnings)];
    for (const note of notes) writeStderr(note);
  }
}

function tableOf(
  { result, squall, traffic, source, preset }: ScanRun,
  markets: ScanResult['markets'],
  { color = 'auto', verbose = false, columns, legend }: Settings,
  output: string | undefined,
  profile: AppliedProfile | null,
): string {
  const paint = paintFor(output === undefined ? color : color === 'auto' ? 'never' : color);
  return scanTable(result, markets, {
    width: terminalWidth(),
    paint,
    engine: squall.engine,
    profile,
    traffic,
    fewerBars: source.fewerBars ?? null,
    verbose,
    columns,
    legend,
    filters: preset.filters,
  });
}
