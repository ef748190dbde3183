import type { Preset } from '../presets/preset.js';

/**
 * A preset from JSON text or a parsed value, checked against the shipped schema (schemas/preset.schema.json).
 * The validator is loaded on demand.
 *
 * @param name  name in error messages, such as the file's.
 * @example
 * const preset = await parsePreset('{ "name": "mine", "extends": "default", "maxCandidates": 5 }');
 * await scan(feed, { preset });
 * @throws {SquallError} with `code` CONFIG: one sentence per fault, with a suggestion.
 */
export async function parsePreset(source: string | object, name = 'preset'): Promise<Preset> {
  const { parsePreset: parse } = await import('../presets/parse-preset.js');
  return parse(source, name);
}
