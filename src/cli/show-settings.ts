import { defaultStoreFolder } from '../library/node/candle-stores.js';
import { defaultStateFolder } from '../library/node/exchange-source.js';
import { isTakenFromFolder } from './folder-config.js';
import { ParseError } from './parse.js';
import type { ResolvedSettings, SettingName } from './settings.js';
import { isToggle, SETTINGS, SOURCES } from './settings.js';

const NAMES = Object.keys(SETTINGS) as SettingName[];

/** Defaults that the environment decides, as they are here. */
const DEFAULT_FOLDERS: Partial<Record<SettingName, () => string>> = {
  stateDir: defaultStateFolder,
  storeDir: defaultStoreFolder,
};

/** What a description says of the default: `20`, `that of the source`; null if it says nothing. */
function defaultWords(name: SettingName, description: string): string | null {
  return DEFAULT_FOLDERS[name]?.() ?? /\(default: ([^)]*)\)/.exec(description)?.[1] ?? null;
}

/** The default as a value; null if it depends on something else, such as the source. */
function defaultText(name: SettingName, description: string): string | null {
  if (isToggle(name)) return 'false';
  const text = defaultWords(name, description)?.split(/[,;]/)[0] ?? '';
  if (!/^[\w.]+$/.test(text)) return null;
  try {
    SETTINGS[name].parse(text);
    return text;
  } catch (error) {
    if (error instanceof ParseError) return null;
    throw error;
  }
}

/**
 * The effective settings of a verb as lines `name = value  (origin)`, for --print-config.
 * @param taken  the verb's options, with their descriptions
 */
export function describeSettings(resolved: ResolvedSettings, taken: ReadonlyMap<string, string>): string {
  return effective(resolved, taken)
    .map(({ name, value, description }) => {
      const shown =
        value === undefined ? (defaultWords(name, description) ?? 'not set') : JSON.stringify(value);
      return `${name} = ${shown}  (${resolved.origins[name] ?? 'default'})\n`;
    })
    .join('');
}

/**
 * The same as an object that is a config file, also one that is found in a folder: what depends on the source is left
 * out, and what no such file may say unless it was said.
 */
export function configOf(
  resolved: ResolvedSettings,
  taken: ReadonlyMap<string, string>,
): Record<string, unknown> {
  const set = effective(resolved, taken).filter(
    ({ name, value }) =>
      value !== undefined &&
      (resolved.origins[name] !== undefined || (isTakenFromFolder(name) && !SOURCES.has(name))),
  );
  return Object.fromEntries(set.map(({ name, value }) => [name, value]));
}

function effective(resolved: ResolvedSettings, taken: ReadonlyMap<string, string>) {
  return NAMES.flatMap((name) => {
    const description = taken.get(name);
    if (description === undefined) return [];
    const given = resolved.given[name] ?? defaultOf(name, description, resolved) ?? '';
    return [{ name, description, value: asJson(name, given) }];
  });
}

/** Without another source it is the simulated market that is scanned. */
function defaultOf(name: SettingName, description: string, { values }: ResolvedSettings): string | null {
  if (name !== 'simulate') return defaultText(name, description);
  return String([...SOURCES].every((source) => values[source] === undefined));
}

/** Numbers and toggles as JSON has them; everything else as the text that it is given as. */
function asJson(name: SettingName, given: unknown): unknown {
  if (typeof given !== 'string') return given;
  if (given === '') return undefined;
  const value: unknown = SETTINGS[name].parse(given);
  return typeof value === 'boolean' || String(value) === given ? value : given;
}
