import type { Explanation } from '../../library/explain.js';
import { explainSeveral } from '../../library/explain.js';
import { sourceName } from '../../market/invented-prices.js';
import { SCHEMA_VERSION, describeFewerBars } from '../../scanner/scan-document.js';
import { explainText } from '../format/explain-text.js';
import { jsonText } from '../format/scan-formats.js';
import { paintFor } from '../format/style.js';
import { terminalWidth } from '../format/terminal.js';
import { isFailure, marketProblem } from '../market-problem.js';
import { writeResult } from '../output.js';
import { withSession } from '../run-scan.js';
import type { VerbOptions } from '../verb-options.js';

/**
 * `squall explain SYMBOL …`: why it is in or out, what would have to change, levels; with --full everything
 * known.
 */
export async function explainVerb(options: VerbOptions, symbols: readonly string[]): Promise<void> {
  const { source: given, settings, format, output } = options;
  const source = symbols.length === 1 ? { ...given, symbolOfUnnamed: symbols[0] } : given;
  const explained = await withSession(source, settings, async (opened, session, moment) => {
    const explanations = await explainSeveral(session, symbols, moment);
    const failed = explanations.filter(({ market }) => market.errors.some(({ code }) => isFailure(code)));
    if (failed.length === explanations.length) throw marketProblem(failed[0].market, opened.source.feed);
    const { fewerBars } = opened.source;
    const ofBars = fewerBars === undefined ? [] : [describeFewerBars(fewerBars)];
    // The preset is named together with its origin.
    return explanations.map((each) => ({
      ...each,
      result: opened.labelled(each.result),
      notes: [...each.notes, ...ofBars],
    }));
  });
  const text = format === 'json' ? jsonText(documentOf(explained)) : pageOf(explained, options);
  await writeResult(text, output);
}

function pageOf(explained: readonly Explanation[], { settings, output, flags }: VerbOptions): string {
  const options = {
    width: terminalWidth(),
    paint: paintFor(output === undefined ? (settings.color ?? 'auto') : 'never'),
    isFull: flags.full === true,
  };
  return explained.map((explanation) => explainText(explanation, options)).join('\n');
}

/** One market's document, or a list of several. */
function documentOf(explained: readonly Explanation[]): object {
  const documents = explained.map(({ result, market, isAlone, origins, changesNeeded, notes }) => ({
    schemaVersion: SCHEMA_VERSION,
    asOf: new Date(result.asOfMs).toISOString(),
    source: sourceName(result.source),
    preset: result.preset,
    onMissing: result.onMissing,
    ...(isAlone ? {} : { counts: result.counts }),
    market,
    origins,
    changesNeeded,
    warnings: notes,
  }));
  return documents.length === 1 ? documents[0] : { schemaVersion: SCHEMA_VERSION, explanations: documents };
}
