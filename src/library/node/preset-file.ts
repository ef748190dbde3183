import { readTextFile } from '../../files/read-text.js';
import { loadPreset } from '../../presets/index.js';
import type { Preset } from '../../presets/preset.js';
import { fileReason } from '../../util/file-error.js';
import { SquallError } from '../../util/squall-error.js';
import { parsePreset } from '../presets.js';

/** A built-in preset by name, or the user's from a JSON file (a path, or a name that ends in .json). */
export async function resolvePreset(nameOrFile: string): Promise<Preset> {
  return isPresetFile(nameOrFile) ? readPresetFile(nameOrFile) : loadPreset(nameOrFile);
}

/** A path, or a name that ends in .json. */
export function isPresetFile(nameOrFile: string): boolean {
  return /[/\\]|\.json$/i.test(nameOrFile);
}

/** @throws {SquallError} exit 66 if the file cannot be read, 78 if it is not a valid preset. */
export async function readPresetFile(file: string): Promise<Preset> {
  let text: string;
  try {
    text = readTextFile(file);
  } catch (error) {
    throw new SquallError('NO_INPUT', `Cannot read the preset ${file}: ${fileReason(error)}`);
  }
  return parsePreset(text, file);
}
