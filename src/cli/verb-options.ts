import type { AppliedProfile } from './profiles.js';
import type { Settings } from './settings.js';
import type { SourceFlags } from './sources.js';

/** What every verb receives: its source, the merged settings, and how and where to print. */
export interface VerbOptions {
  readonly source: SourceFlags;
  readonly settings: Settings;
  /** Names of options whose values are settings. */
  readonly profile: AppliedProfile | null;
  readonly format: string;
  readonly output: string | undefined;
  readonly flags: Readonly<Record<string, unknown>>;
}
