import { BUILT_IN_PRESETS } from './built-in.js';
import { shownValue } from '../util/plain-text.js';
import { SquallError } from '../util/squall-error.js';
import { suggestion } from '../util/did-you-mean.js';
import type { Preset } from './preset.js';

export type { Preset } from './preset.js';

/** Every built-in preset, `default` first. */
export function listPresets(): readonly Preset[] {
  return BUILT_IN_PRESETS;
}

/**
 * A built-in preset by name.
 * @throws {SquallError} UNKNOWN_PRESET, exit 64, with the nearest name.
 */
export function loadPreset(name: string): Preset {
  const preset = BUILT_IN_PRESETS.find((candidate) => candidate.name === name);
  if (preset !== undefined) return preset;
  const names = BUILT_IN_PRESETS.map((candidate) => candidate.name);
  // A JavaScript caller may pass anything.
  const hint = suggestion(shownValue(name).replace(/^"|"$/g, ''), names) || `; presets: ${names.join(', ')}`;
  throw new SquallError('UNKNOWN_PRESET', `Unknown preset ${shownValue(name)}${hint}`);
}
