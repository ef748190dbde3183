import { dataSetId } from '../../edge/data-set.js';
import type { TuneReport } from '../../edge/tune-report.js';
import { resolvePreset } from '../../library/node/preset-file.js';
import { countTrials, trialsFileIn } from '../../library/node/trials-file.js';
import type { Variation } from '../../library/preset-variants.js';
import { tune, tuneCandidates } from '../../library/tune.js';
import { SquallError } from '../../util/squall-error.js';
import { flagValue } from '../flag-value.js';
import { jsonText } from '../format/scan-formats.js';
import { terminalWidth } from '../format/terminal.js';
import { tuneText } from '../format/tune-text.js';
import { barsOfHorizon } from '../horizons.js';
import { notesOnStderr } from '../notes.js';
import { writeResult } from '../output.js';
import { parseWholeNumber } from '../parse.js';
import { withProgress } from '../scan-session.js';
import { stateFolderOf } from '../sources.js';
import type { VerbOptions } from '../verb-options.js';
import { costsOf, withHistory } from '../with-history.js';

const DEFAULT_CANDIDATES = 100;

/** `squall tune`: better numbers for a preset, and how much of the improvement holds out of sample. */
export async function tuneVerb(options: VerbOptions): Promise<void> {
  const { settings, flags, format, output } = options;
  const preset = await resolvePreset(settings.preset ?? 'default');
  const vary = variationsOf(flags.vary);
  await withHistory(options, async ({ source, timeframeMs, detail }) => {
    const horizonBars = barsOfHorizon(flags, timeframeMs) ?? 12;
    const common = {
      preset,
      vary,
      candidates: flagValue(flags, 'candidates', parseWholeNumber(2, 100_000)) ?? DEFAULT_CANDIDATES,
      seed: settings.seed ?? 1,
      engine: settings.engine ?? ('auto' as const),
    };
    const data = dataSetId(source);
    const trials = tuneCandidates(common).map(({ sha256 }) => ({ data, screen: sha256, horizonBars }));
    const { triedBefore, warning } = await countTrials(trialsFileIn(stateFolderOf(settings)), data, trials);
    if (warning !== null) notesOnStderr(settings)(warning);
    const report: TuneReport = await withProgress(settings, ({ onProgress }) =>
      tune({
        ...common,
        source,
        detail,
        horizonBars,
        triedBefore,
        costs: costsOf(flags),
        onProgress,
      }),
    );
    const texts: Readonly<Record<string, () => string>> = {
      table: () => tuneText(report, preset.name, terminalWidth()),
      json: () => jsonText(report),
    };
    await writeResult(texts[format](), output);
  });
}

/** @throws {SquallError} USAGE: none, or one that is not `path=from..to` or `path=a,b,c`. */
function variationsOf(given: unknown): Variation[] {
  const texts = Array.isArray(given) ? given.filter((text) => typeof text === 'string') : [];
  if (texts.length === 0) {
    throw new SquallError(
      'USAGE',
      'Expected at least one --vary, such as --vary surgeLong.min=2..6, got none',
    );
  }
  return texts.map(variationOf);
}

function variationOf(text: string): Variation {
  const [, path, list] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  const range = list?.split('..').map(Number) ?? [];
  if (path !== undefined && range.length === 2 && range.every(Number.isFinite) && range[0] < range[1]) {
    return { path, values: { from: range[0], to: range[1] } };
  }
  const values = list?.split(',').map(Number) ?? [];
  if (path === undefined || values.length === 0 || !values.every(Number.isFinite)) {
    throw new SquallError(
      'USAGE',
      `--vary: expected filter.limit=from..to or filter.limit=a,b,c, got ${JSON.stringify(text)}`,
    );
  }
  return { path, values };
}
