import { existsSync } from 'node:fs';

/**
 * The file of a thread, by its place beside the one that starts it; null in what a bundler made, where it is not there.
 * The name comes as a value, not within a `new URL`: bundlers would bring the file along without what it imports.
 */
export function threadFile(name: string, here: string | undefined): URL | null {
  if (here === undefined || !URL.canParse(name, here)) return null;
  const file = new URL(name, here);
  return existsSync(file) ? file : null;
}
