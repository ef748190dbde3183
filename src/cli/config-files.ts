import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readTextFile } from '../files/read-text.js';
import { fileReason } from '../util/file-error.js';
import { parseJson } from '../util/parse-json.js';
import { SquallError } from '../util/squall-error.js';
import { FOLDER_CONFIG } from './folder-config.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** Config files that apply without being named, the weaker first: the user's own, then the folder's. */
export function foundConfigs(environment: Environment): string[] {
  const { XDG_CONFIG_HOME: xdg, HOME: home } = environment;
  const base = xdg !== undefined && xdg !== '' ? xdg : home === undefined ? null : join(home, '.config');
  const places = [...(base === null ? [] : [join(base, 'squall', 'config.json')]), FOLDER_CONFIG];
  return places.filter((file) => existsSync(file));
}

/**
 * A config file's settings by name; the caller checks that these settings exist.
 * @throws {SquallError} exit 66 if the file cannot be read, 78 if it is not a JSON object, or holds an API
 * key.
 */
export function readConfig(file: string): Record<string, unknown> {
  let content: string;
  try {
    content = readTextFile(file);
  } catch (error) {
    throw new SquallError('NO_INPUT', `Cannot read the config file ${file}: ${fileReason(error)}`);
  }
  let config: unknown;
  try {
    config = parseJson(content);
  } catch (error) {
    throw new SquallError('CONFIG', `${file}: expected JSON: ${(error as Error).message}`);
  }
  if (typeof config !== 'object' || config === null || Array.isArray(config)) {
    throw new SquallError('CONFIG', `${file}: expected a JSON object of settings`);
  }
  const { $schema: _, ...settings } = config as Record<string, unknown>;
  for (const key of Object.keys(settings)) {
    if (/^(api_?key|secret|password)$/i.test(key)) {
      throw new SquallError('CONFIG', `${file}: ${key}: Squall needs no key; remove it`);
    }
  }
  return settings;
}
