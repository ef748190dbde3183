import { dataSetId } from '../../edge/data-set.js';
import type { Screen } from '../../edge/screen.js';
import type { HistorySource } from '../../history/scan-history.js';
import { DEFAULT_COSTS, edge, screenOf } from '../../library/edge.js';
import { resolvePreset } from '../../library/node/preset-file.js';
import type { TrialCount } from '../../library/node/trials-file.js';
import { countTrials, trialsFileIn } from '../../library/node/trials-file.js';
import { readHistory } from '../../library/read-history.js';
import { edgeText } from '../format/edge-text.js';
import { jsonText } from '../format/scan-formats.js';
import { terminalWidth } from '../format/terminal.js';
import { flagValue } from '../flag-value.js';
import { horizonsOf, primaryFrom } from '../horizons.js';
import { notifyLeftOut } from '../left-out.js';
import { notifySourceWarnings } from '../source-warnings.js';
import { notesOnStderr } from '../notes.js';
import { writeResult } from '../output.js';
import { parseInstant, parseNumberFrom, parseWholeNumber } from '../parse.js';
import { openSource, stateFolderOf } from '../sources.js';
import type { VerbOptions } from '../verb-options.js';

/** Moments of a proof in full. */
const FULL_PROOF = 100;

/** `squall edge`: does acting on a preset beat acting on its like? */
export async function edgeVerb(options: VerbOptions): Promise<void> {
  const { settings, flags, format, output, source: sourceFlags } = options;
  const presets = await Promise.all(presetNames(flags).map(resolvePreset));
  const opened = await openSource(sourceFlags, settings, { keepsAll: true });
  try {
    const { timeframeMs } = opened;
    const horizons = horizonsOf(flags, timeframeMs);
    const { source, leftOut } = await readHistory(opened.feed, {
      timeframeMs,
      asOfMs: flagValue(flags, 'to', parseInstant) ?? opened.asOfMs,
      ...(settings.quote === undefined ? {} : { quote: settings.quote }),
    });
    notifySourceWarnings(opened.feed, settings);
    notifyLeftOut(leftOut, settings);
    const screens = await Promise.all(presets.map((preset) => screenOf(preset, settings)));
    const tried = triedOf(settings, source, screens, horizons);
    if (tried.warning !== null) notesOnStderr(settings)(tried.warning);
    const report = await edge({
      source,
      triedBefore: tried.triedBefore,
      detail: opened.feed.source.detail,
      screens,
      horizons,
      primary: primaryFrom(flags, horizons, timeframeMs),
      costs: (flagValue(flags, 'costs', parseNumberFrom(0, 10_000)) ?? DEFAULT_COSTS * 10_000) / 10_000,
      seed: flagValue(flags, 'seed', parseWholeNumber(0, 2 ** 31)) ?? 1,
      ...(flags.prove === true ? { proofCuts: FULL_PROOF } : {}),
      engine: settings.engine ?? 'auto',
    });
    const texts: Readonly<Record<string, () => string>> = {
      table: () => edgeText(report, terminalWidth()),
      json: () => jsonText(report),
    };
    await writeResult(texts[format](), output);
  } finally {
    await opened.feed.close?.();
  }
}

function triedOf(
  settings: VerbOptions['settings'],
  source: HistorySource,
  screens: readonly Screen[],
  horizons: readonly number[],
): TrialCount {
  const data = dataSetId(source);
  const trials = screens.flatMap(({ sha256 }) =>
    horizons.map((horizonBars) => ({ data, screen: sha256, horizonBars })),
  );
  return countTrials(trialsFileIn(stateFolderOf(settings)), data, trials);
}

function presetNames({ preset }: VerbOptions['flags']): readonly string[] {
  if (!Array.isArray(preset)) return ['default'];
  return preset.filter((name): name is string => typeof name === 'string');
}
