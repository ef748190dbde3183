import type { ResolvedSettings, SettingName } from './settings.js';
import { SETTINGS } from './settings.js';
import { ParseError } from './parse.js';

const NAMES = Object.keys(SETTINGS) as SettingName[];

/** The default named in a description: `20`, `that of the source`; null if it names none. */
function defaultWords(description: string): string | null {
  return /\(default: ([^)]*)\)/.exec(description)?.[1] ?? null;
}

/** The default as a value; null if it depends on something else, such as the source. */
function defaultText(name: SettingName, description: string): string | null {
  const text = defaultWords(description)?.split(/[,;]/)[0] ?? '';
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
      const shown = value === undefined ? (defaultWords(description) ?? 'not set') : JSON.stringify(value);
      return `${name} = ${shown}  (${resolved.origins[name] ?? 'default'})\n`;
    })
    .join('');
}

/** The same as a config file object, without settings that depend on the source. */
export function configOf(
  resolved: ResolvedSettings,
  taken: ReadonlyMap<string, string>,
): Record<string, unknown> {
  const set = effective(resolved, taken).filter(({ value }) => value !== undefined);
  return Object.fromEntries(set.map(({ name, value }) => [name, value]));
}

function effective(resolved: ResolvedSettings, taken: ReadonlyMap<string, string>) {
  return NAMES.flatMap((name) => {
    const description = taken.get(name);
    if (description === undefined) return [];
    const given = resolved.given[name] ?? defaultText(name, description) ?? '';
    return [{ name, description, value: asJson(name, given) }];
  });
}

/** Numbers and toggles as in JSON; everything else as the text given. */
function asJson(name: SettingName, given: unknown): unknown {
  if (typeof given !== 'string') return given;
  if (given === '') return undefined;
  const value: unknown = SETTINGS[name].parse(given);
  return typeof value === 'boolean' || String(value) === given ? value : given;
}
