import type { ResolvedSettings, SettingName } from './settings.js';
import { SETTINGS } from './settings.js';
import { Expected } from './parse.js';

const NAMES = Object.keys(SETTINGS) as SettingName[];

/** What a description says of the default: `20`, `that of the source`; null where it says nothing. */
function defaultWords(name: SettingName): string | null {
  return /\(default: ([^)]*)\)/.exec(SETTINGS[name].description)?.[1] ?? null;
}

/** The default as it could be given; null where it depends on something else, as that of the source does. */
function defaultText(name: SettingName): string | null {
  const text = defaultWords(name)?.split(',')[0] ?? '';
  if (!/^[\w.]+$/.test(text)) return null;
  try {
    SETTINGS[name].parse(text);
    return text;
  } catch (error) {
    if (error instanceof Expected) return null;
    throw error;
  }
}

/** The effective settings of a verb as lines `name = value  (origin)`, for --print-config. */
export function describeSettings(resolved: ResolvedSettings, taken: ReadonlySet<string>): string {
  return NAMES.filter((name) => taken.has(name))
    .map((name) => {
      const shown = asJson(name, resolved.given[name] ?? defaultText(name) ?? '');
      const value = shown === undefined ? (defaultWords(name) ?? 'not set') : JSON.stringify(shown);
      return `${name} = ${value}  (${resolved.origins[name] ?? 'default'})\n`;
    })
    .join('');
}

/** The same as an object that is a config file: what depends on the source is left out. */
export function configOf(resolved: ResolvedSettings, taken: ReadonlySet<string>): Record<string, unknown> {
  const values = NAMES.filter((name) => taken.has(name)).map((name) => {
    const text = defaultText(name);
    return [name, asJson(name, resolved.given[name] ?? text ?? '')] as const;
  });
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

/** Numbers and toggles as JSON has them; everything else as the text that it is given as. */
function asJson(name: SettingName, given: unknown): unknown {
  if (typeof given !== 'string') return given;
  if (given === '') return undefined;
  const value: unknown = SETTINGS[name].parse(given);
  return typeof value === 'boolean' || String(value) === given ? value : given;
}
