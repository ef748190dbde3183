import { existsSync } from 'node:fs';

/**
 * The file of a thread, located beside the module that starts it; null in a bundle, which lacks it. The name
 * is a value, not within a `new URL`: bundlers would include the file without its imports.
 */
export function threadFile(name: string, here: string | undefined): URL | null {
  if (here === undefined || !URL.canParse(name, here)) return null;
  const file = new URL(name, here);
  return existsSync(file) ? file : null;
}
