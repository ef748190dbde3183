import { CATALOGUE_VERSION } from '../indicators/catalogue-version.js';
import type { Preset } from '../presets/preset.js';
import { isPreset } from '../presets/preset.js';
import type { Recording } from '../recording/reader/recording.js';
import { SquallError } from '../util/squall-error.js';
import type { AskedOptions, SessionOptions } from './scan-options.js';

/** What a session needs to repeat a recorded scan. */
export interface RecordedOptions extends SessionOptions {
  readonly preset: Preset;
  readonly timeframe: number;
  readonly bars: number;
}

/**
 * Options of a recorded scan.
 * @param name  of the recording, for the message
 * @param index  of the scan: a resumed recording may hold scans of other symbols. @default the last
 * @throws {SquallError} REC_CORRUPT: its preset is invalid.
 */
export function recordedOptions(recording: Recording, name: string, index = -1): RecordedOptions {
  return { ...sharedOptions(recording, name), ...askedOptions(recording, index) };
}

/**
 * Options shared by all scans of a recording.
 * @throws {SquallError} REC_CORRUPT: its preset is invalid.
 */
export function sharedOptions({ header }: Recording, name: string): RecordedOptions {
  const { preset, timeframeMs, bars } = header;
  if (!isPreset(preset)) {
    throw new SquallError('REC_CORRUPT', `${name}: the preset of this recording cannot be read.`);
  }
  return { preset, timeframe: timeframeMs, bars };
}

/** Options specific to one scan of a recording. */
export function askedOptions({ scans }: Recording, index: number): AskedOptions {
  const settings = (scans.at(index)?.record.settings ?? {}) as Readonly<Record<string, unknown>>;
  const { onMissing, quote, symbols, requireReference, skipLevels } = settings;
  return {
    ...(onMissing === 'fail' || onMissing === 'skip' ? { onMissing } : {}),
    ...(typeof quote === 'string' ? { quote } : {}),
    ...(Array.isArray(symbols) ? { symbols: symbols.map(String) } : {}),
    ...(requireReference === true ? { requireReference } : {}),
    ...(skipLevels === true ? { skipLevels } : {}),
  };
}

/** A note before hashes are compared: null if the recording was made with the current definitions. */
export function otherCatalogue({ header: { catalogueVersion } }: Pick<Recording, 'header'>): string | null {
  if (catalogueVersion === CATALOGUE_VERSION) return null;
  return `made with catalogue ${catalogueVersion}, recomputed with ${CATALOGUE_VERSION}: hashes may differ`;
}
