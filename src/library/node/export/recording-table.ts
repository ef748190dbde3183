import type { Table } from '../../../tables/table.js';

/** A table made from a recording. */
export interface RecordingTable extends Omit<Table, 'metadata'> {
  /**
   * What is missing from it or differs from the recording, one clause each; complete once all parts have been
   * taken.
   */
  problems(): readonly string[];
}
