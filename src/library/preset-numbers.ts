import { FILTERS } from '../filters/index.js';
import type { Preset } from '../presets/preset.js';
import { suggestion } from '../util/did-you-mean.js';
import { SquallError } from '../util/squall-error.js';
import { parsePreset } from './presets.js';

/**
 * The numbers of a preset by their paths: `filter.limit` or `weights.component`, such as `surgeLong.min`.
 */
function numberPaths(preset: Preset): string[] {
  return ['weights', ...Object.keys(preset.filters)].flatMap((each) =>
    Object.entries(numbersOf(preset, each) ?? {}).flatMap(([key, value]) =>
      typeof value === 'number' ? [`${each}.${key}`] : [],
    ),
  );
}

/** @throws {SquallError} USAGE: not a number of the preset. */
export function checkNumberPath(preset: Preset, path: string): void {
  const paths = numberPaths(preset);
  if (paths.includes(path)) return;
  // Weights are known, and rejected by callers that cannot use them.
  const limits = paths.filter((each) => !each.startsWith('weights.'));
  throw new SquallError('USAGE', `Expected one of ${limits.join(', ')}, got ${path}`);
}

/**
 * A preset with other limits: `surgeLong.min=2`, including those of filters it does not mention, and its
 * weights.
 * @throws {SquallError} USAGE: not `filter.limit=number`, an unknown limit, or an invalid number.
 */
export async function withLimits(
  preset: Preset,
  settings: readonly string[],
): Promise<{ readonly preset: Preset; readonly changed: Readonly<Record<string, number>> }> {
  const paths = new Set([...numberPaths(preset), ...LIMIT_PATHS]);
  const changed = Object.fromEntries(settings.map((setting) => limitOf(setting, paths)));
  // Validation also checks ranges, and that no minimum exceeds its maximum.
  const checked = await parsePreset(withNumbers(preset, changed), '--set').catch((error: unknown) => {
    if (!(error instanceof SquallError)) throw error;
    throw new SquallError('USAGE', error.message.replace('Invalid preset --set:', '--set:'));
  });
  return { preset: checked, changed };
}

const LIMIT_PATHS = FILTERS.flatMap(({ name, limits }) =>
  Object.entries(limits).flatMap(([key, { type }]) =>
    type === 'number' || type === 'integer' ? [`${name}.${key}`] : [],
  ),
);

function limitOf(setting: string, paths: ReadonlySet<string>): [string, number] {
  const [, path, text = ''] = /^([^=]+)=(.*)$/.exec(setting) ?? [];
  if (path === undefined || text.trim() === '' || !Number.isFinite(Number(text))) {
    throw new SquallError(
      'USAGE',
      `--set: expected filter.limit=number, such as surgeLong.min=2, got ${JSON.stringify(setting)}`,
    );
  }
  if (paths.has(path)) return [path, Number(text)];
  const near = suggestion(path, paths) || `; squall presets show NAME lists what a preset limits`;
  throw new SquallError('USAGE', `--set: unknown limit ${JSON.stringify(path)}${near}`);
}

function numbersOf(preset: Preset, group: string): Readonly<Record<string, unknown>> | undefined {
  const groups: Readonly<Record<string, unknown>> =
    group === 'weights' ? { weights: preset.weights } : preset.filters;
  return Object.hasOwn(groups, group) ? (groups[group] as Readonly<Record<string, unknown>>) : undefined;
}

/** The preset with these numbers set by path. */
export function withNumbers(preset: Preset, values: Readonly<Record<string, number>>): Preset {
  const filters: Record<string, unknown> = { ...preset.filters };
  const weights: Record<string, unknown> = { ...preset.weights };
  for (const [path, value] of Object.entries(values)) {
    const [group, name] = path.split('.');
    if (group === 'weights') weights[name] = value;
    else filters[group] = { ...(filters[group] as object), [name]: value };
  }
  return {
    ...preset,
    filters,
    weights,
  };
}
