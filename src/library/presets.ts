import type { Preset } from '../presets/preset.js';

/**
 * A preset out of JSON text, or of what it holds, checked against the schema that is shipped
 * (schemas/preset.schema.json). The validator is loaded when it is needed.
 *
 * @param name  what errors call it, such as the file's name.
 * @example
 * const preset = await parsePreset('{ "name": "mine", "extends": "default", "maxCandidates": 5 }');
 * await scan(feed, { preset });
 * @throws {SquallError} with `code` CONFIG: one sentence for each fault, with what was probably meant.
 */
export async function parsePreset(source: string | object, name = 'preset'): Promise<Preset> {
  const { parsePreset: parse } = await import('../presets/parse-preset.js');
  return parse(source, name);
}
