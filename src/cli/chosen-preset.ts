import { isPresetFile, resolvePreset } from '../library/node/preset-file.js';
import { withLimits } from '../library/preset-numbers.js';
import type { Preset } from '../presets/preset.js';
import type { ScannedPreset } from '../scanner/scan-result.js';
import type { Settings } from './settings.js';

/** A preset, and how results name its origin. */
export interface ChosenPreset {
  readonly preset: Preset;
  readonly origin: Pick<ScannedPreset, 'file' | 'changed'>;
}

/**
 * What --preset names, with the limits of --set.
 * @param otherwise  preset if none is named, such as a recording's. @default the built-in default
 * @throws {SquallError} exit 64, 66 or 78.
 */
export async function choosePreset(
  { preset: named, set }: Pick<Settings, 'preset' | 'set'>,
  otherwise?: Preset,
): Promise<ChosenPreset> {
  const base =
    named === undefined && otherwise !== undefined ? otherwise : await resolvePreset(named ?? 'default');
  const file = named !== undefined && isPresetFile(named) ? { file: named } : {};
  if (set === undefined) return { preset: base, origin: file };
  const { preset, changed } = await withLimits(base, set);
  return { preset, origin: { ...file, changed } };
}
