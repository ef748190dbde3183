import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** Reference data beside the project; absent on most machines. */
const SHARED_DATA = resolve('..', 'shared', 'data');

/** The path of a file of the reference data, or null with one line that says what is skipped. */
export function sharedFile(path: string): string | null {
  const file = resolve(SHARED_DATA, path);
  if (existsSync(file)) return file;
  process.stderr.write(`skipped: ${path} is not beside the project\n`);
  return null;
}

export function sharedJson<Content>(path: string): Content | null {
  const file = sharedFile(path);
  return file === null ? null : (JSON.parse(readFileSync(file, 'utf8')) as Content);
}
