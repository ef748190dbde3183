import { explain } from '../../library/explain.js';
import { SCHEMA_VERSION, describeFewerBars } from '../../scanner/scan-document.js';
import { explainText } from '../format/explain-text.js';
import { jsonText } from '../format/scan-formats.js';
import { paintFor } from '../format/style.js';
import { terminalWidth } from '../format/terminal.js';
import { isFailure, marketProblem } from '../market-problem.js';
import { writeResult } from '../output.js';
import { withSession } from '../run-scan.js';
import type { VerbOptions } from '../verb-options.js';

/** `squall explain SYMBOL`: filters, score, levels, where each number comes from, and what would have to change. */
export async function explainVerb(
  { source: given, settings, format, output }: VerbOptions,
  symbol: string,
): Promise<void> {
  const source = { ...given, symbolOfUnnamed: symbol };
  const explained = await withSession(source, settings, async (opened, session, moment) => {
    const explanation = await explain(session, symbol, moment);
    const { market } = explanation;
    if (market.errors.some(({ code }) => isFailure(code))) throw marketProblem(market, opened.source.feed);
    const { fewerBars } = opened.source;
    const ofBars = fewerBars === undefined ? [] : [describeFewerBars(fewerBars)];
    return { ...explanation, notes: [...explanation.notes, ...ofBars] };
  });
  const { result, market, isAlone, origins, changesNeeded, notes } = explained;
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
          changesNeeded,
          warnings: notes,
        })
      : explainText({ ...result, warnings: notes }, market, origins, changesNeeded, {
          width: terminalWidth(),
          paint: paintFor(output === undefined ? (settings.color ?? 'auto') : 'never'),
        });
  await writeResult(text, output);
}
