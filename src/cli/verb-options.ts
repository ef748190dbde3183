import type { AppliedProfile } from './profiles.js';
import type { Settings } from './settings.js';
import type { SourceFlags } from './sources.js';

/** What every verb gets: its source, the merged settings, and how and where to print. */
export interface VerbOptions {
  readonly source: SourceFlags;
  readonly settings: Settings;
  /** Whose values are among the settings. */
  readonly profile: AppliedProfile | null;
  readonly format: string;
  readonly output: string | undefined;
  readonly flags: Readonly<Record<string, unknown>>;
}
