import type { FileRows } from '../file-rows.js';
import { invalidFile, quoted } from '../input-error.js';
import { readTable } from '../table-reader.js';
import { jsonTables } from './json-tables.js';

/**
 * Reads the candles of a JSON text, or of one with one value per line (NDJSON).
 * @throws {SquallError} DATA_INVALID: one sentence.
 */
export function readJson(text: string, rows: FileRows): void {
  const { name } = rows.facts;
  const value = parseLines(text) ?? parse(text, name);
  const tables = jsonTables(value, name);
  const isEmpty = Array.isArray(value) && value.length === 0;
  if (tables.length === 0 && !isEmpty) {
    throw invalidFile(
      `${name}: expected candles (time, open, high, low, close and volume as arrays or objects), got ${quoted(text.slice(0, 100))}.`,
    );
  }
  for (const table of tables) readTable(table, rows);
}

/** The values of the lines; null if the text is one value. */
function parseLines(text: string): unknown[] | null {
  const end = text.indexOf('\n');
  if (end < 0 || text.slice(end).trim() === '' || !isJson(text.slice(0, end))) return null;
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  try {
    return lines.map((line) => JSON.parse(line) as unknown);
  } catch {
    return null;
  }
}

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}

function parse(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalidFile(`${name} is not valid JSON: ${quoted((error as Error).message)}.`);
  }
}
