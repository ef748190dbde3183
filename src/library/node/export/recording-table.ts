import type { Table } from '../../../tables/table.js';

/** A table made of a recording. */
export interface RecordingTable extends Omit<Table, 'metadata'> {
  /** What is not in it, or not as recorded, a clause each; known when all parts have been taken. */
  problems(): readonly string[];
}
