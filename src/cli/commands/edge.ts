import { dataSetId } from '../../edge/data-set.js';
import type { Screen } from '../../edge/screen.js';
import type { HistorySource } from '../../history/scan-history.js';
import { edge, screenOf } from '../../library/edge.js';
import { resolvePreset } from '../../library/node/preset-file.js';
import type { TrialCount } from '../../library/node/trials-file.js';
import { countTrials, trialsFileIn } from '../../library/node/trials-file.js';
import { edgeHtml } from '../format/edge-html.js';
import { edgeSvg } from '../format/edge-svg.js';
import { edgeText } from '../format/edge-text.js';
import { jsonText } from '../format/scan-formats.js';
import { terminalWidth } from '../format/terminal.js';
import { plainText } from '../../util/plain-text.js';
import { horizonsOf, primaryFrom } from '../horizons.js';
import { notesOnStderr } from '../notes.js';
import { writeFileWhole, writeResult } from '../output.js';
import { stateFolderOf } from '../sources.js';
import type { VerbOptions } from '../verb-options.js';
import { costsOf, withHistory } from '../with-history.js';

/** Moments checked by a full proof. */
const FULL_PROOF = 100;

/** `squall edge`: does acting on a preset beat acting on comparable markets? */
export async function edgeVerb(options: VerbOptions): Promise<void> {
  const { settings, flags, format, output } = options;
  const presets = await Promise.all(presetNames(options).map(resolvePreset));
  await withHistory(options, async ({ source, timeframeMs, detail }) => {
    const horizons = horizonsOf(flags, timeframeMs);
    const screens = await Promise.all(presets.map((preset) => screenOf(preset, settings)));
    const tried = await triedOf(settings, source, screens, horizons);
    if (tried.warning !== null) notesOnStderr(settings)(tried.warning);
    const report = await edge({
      source,
      triedBefore: tried.triedBefore,
      detail,
      screens,
      horizons,
      primary: primaryFrom(flags, horizons, timeframeMs),
      costs: costsOf(flags),
      seed: settings.seed ?? 1,
      ...(flags.prove === true ? { proofCuts: FULL_PROOF } : {}),
      engine: settings.engine ?? 'auto',
    });
    const { html, svg } = flags;
    if (typeof html === 'string') await writeFileWhole(html, (write) => write(edgeHtml(report)));
    if (typeof svg === 'string') await writeFileWhole(svg, (write) => write(plainText(edgeSvg(report))));
    const texts: Readonly<Record<string, () => string>> = {
      table: () => edgeText(report, terminalWidth()),
      json: () => jsonText(report),
    };
    await writeResult(texts[format](), output);
  });
}

function triedOf(
  settings: VerbOptions['settings'],
  source: HistorySource,
  screens: readonly Screen[],
  horizons: readonly number[],
): Promise<TrialCount> {
  const data = dataSetId(source);
  const trials = screens.flatMap(({ sha256 }) =>
    horizons.map((horizonBars) => ({ data, screen: sha256, horizonBars })),
  );
  return countTrials(trialsFileIn(stateFolderOf(settings)), data, trials);
}

/** Several by repeating the flag; only one from settings. */
function presetNames({ flags, settings }: VerbOptions): readonly string[] {
  if (!Array.isArray(flags.preset)) return [settings.preset ?? 'default'];
  return flags.preset.filter((name): name is string => typeof name === 'string');
}
