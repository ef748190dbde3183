import { DEFAULT_COSTS, DEFAULT_HORIZONS, edge, primaryOf } from '../../library/edge.js';
import { resolvePreset } from '../../library/node/preset-file.js';
import { readHistory } from '../../library/read-history.js';
import { SquallError } from '../../util/squall-error.js';
import { edgeText } from '../format/edge-text.js';
import { jsonText } from '../format/scan-formats.js';
import { terminalWidth } from '../format/terminal.js';
import { flagValue } from '../flag-value.js';
import { notesOnStderr } from '../notes.js';
import { writeResult } from '../output.js';
import {
  describeMs,
  parseDuration,
  parseInstant,
  parseList,
  parseNumberFrom,
  parseWholeNumber,
} from '../parse.js';
import { openSource } from '../sources.js';
import type { VerbOptions } from '../verb-options.js';

/** A year of days: longer horizons are investments. */
const LONGEST_HORIZON_MS = 366 * 86_400_000;
/** Moments of a proof in full. */
const FULL_PROOF = 100;
const parseHorizon = parseDuration(1000, LONGEST_HORIZON_MS);

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
    if (leftOut.length > 0) {
      const [first] = leftOut;
      notesOnStderr(settings)(`${leftOut.length} markets are left out (${first.symbol}: ${first.reason})`);
    }
    const report = await edge({
      source,
      detail: opened.feed.source.detail,
      screens: presets,
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

function presetNames({ preset }: VerbOptions['flags']): readonly string[] {
  if (!Array.isArray(preset)) return ['default'];
  return preset.filter((name): name is string => typeof name === 'string');
}

/** @returns bars, rising. @throws {SquallError} USAGE: not whole bars. */
function horizonsOf(flags: VerbOptions['flags'], timeframeMs: number): readonly number[] {
  const texts = flagValue(flags, 'horizon', parseList);
  if (texts === undefined) return DEFAULT_HORIZONS;
  const bars = texts.map((text) => barsOf(text, timeframeMs));
  return [...new Set(bars)].sort((a, b) => a - b);
}

function primaryFrom(flags: VerbOptions['flags'], horizons: readonly number[], timeframeMs: number): number {
  const { primary } = flags;
  return typeof primary === 'string' ? barsOf(primary, timeframeMs) : primaryOf(horizons);
}

function barsOf(text: string, timeframeMs: number): number {
  const ms = flagValue({ horizon: text }, 'horizon', parseHorizon) ?? NaN;
  const bars = ms / timeframeMs;
  if (Number.isInteger(bars)) return bars;
  throw new SquallError('USAGE', `--horizon: expected whole bars of ${describeMs(timeframeMs)}, got ${text}`);
}
