import type { FilterResult } from '../../filters/filter.js';
import { formatNumber } from '../../filters/format.js';
import type { FilterLimits } from '../../filters/index.js';
import { displaySymbol } from '../../market/symbol.js';
import type { NearMiss } from '../../scanner/near-misses.js';
import { nearMisses } from '../../scanner/near-misses.js';
import type { ScanResult } from '../../scanner/scan-result.js';
import { presetLabel } from './preset-label.js';

/** Shown instead of an empty table: that nothing passed, what came nearest, and what to try. */
export function emptyLines(result: ScanResult, { filters }: { readonly filters?: FilterLimits }): string[] {
  const { passed } = result.counts;
  if (passed > 0) return [`No new market: ${passed} passed, as in the previous run.`];
  const head = `No market passed the filters of preset ${presetLabel(result.preset)}.`;
  const misses = nearMisses(result.markets, result.onMissing);
  if (misses.length === 0) return [head];
  return [head, 'Nearest misses:', ...misses.map(lineOf), ...nextSteps(misses[0], filters)];
}

function lineOf({ symbol, failed, unchecked = [] }: NearMiss): string {
  const unknown = unchecked.length === 0 ? '' : `; ${unchecked.join(', ')} not checked`;
  return `- ${displaySymbol(symbol)}: ${failed.map(missText).join(', ')}${unknown}`;
}

/** `change1h 0.82, limit 1 (-0.18)`; a filter without a distance shows its sentence. */
function missText({ name, value, threshold, margin, reason }: FilterResult): string {
  if (typeof value !== 'number' || threshold === null || margin === null) return `${name}: ${reason}`;
  const limit = typeof threshold === 'number' ? formatNumber(threshold) : threshold;
  return `${name} ${formatNumber(value)}, limit ${limit} (${formatNumber(margin)})`;
}

function nextSteps(
  { symbol, failed, unchecked = [] }: NearMiss,
  filters: FilterLimits | undefined,
): string[] {
  const settings = filters === undefined ? [] : failed.map((filter) => loosened(filter, filters));
  const asShown = displaySymbol(symbol);
  const provided = unchecked.length === 0 ? '' : `, if it passes ${unchecked.join(' and ')}`;
  return [
    ...(settings.length > 0 && settings.every((setting) => setting !== null)
      ? [`To let ${asShown} in${provided}: ${settings.map((setting) => `--set ${setting}`).join(' ')}`]
      : []),
    `Why not: squall explain ${asShown} with the options of this scan; other screens: squall presets list`,
  ];
}

/** `change1h.minPct=0.82`: the limit that rejected, relaxed just enough; null if it is not a number. */
function loosened({ name, value, margin }: FilterResult, filters: FilterLimits): string | null {
  if (typeof value !== 'number' || margin === null) return null;
  const limits = Object.entries(filters[name as keyof FilterLimits] ?? {}).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number',
  );
  // The limit that is one margin away from the value.
  const offOf = (limit: number): number => Math.abs(Math.abs(limit - value) - Math.abs(margin));
  const [nearest] = limits.sort(([, a], [, b]) => offOf(a) - offOf(b));
  if (nearest === undefined) return null;
  const [key, limit] = nearest;
  return `${name}.${key}=${roundedOutwards(value, value < limit)}`;
}

/** Three significant digits, never on the far side of the value. */
function roundedOutwards(value: number, downwards: boolean): number {
  if (value === 0) return 0;
  const step = 10 ** (Math.floor(Math.log10(Math.abs(value))) - 2);
  const whole = downwards ? Math.floor(value / step) : Math.ceil(value / step);
  return Number((whole * step).toPrecision(3));
}
