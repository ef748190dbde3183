import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { suggestion } from '../../../util/did-you-mean.js';
import { shownValue } from '../../../util/plain-text.js';
import { SquallError } from '../../../util/squall-error.js';

/**
 * The folder of the client's classes: beside this file, or, in a bundle, where the program runs.
 * @throws {SquallError} CANNOT_START: it is not installed there.
 */
function sources(): URL {
  // Not imported: a bundler would follow what it resolves, and include all exchanges.
  const { createRequire } = process.getBuiltinModule('node:module');
  const here: string | undefined = import.meta.url;
  const starts = [here, pathToFileURL(join(process.cwd(), 'x')).href].filter((start) => start !== undefined);
  for (const start of starts) {
    try {
      const main = pathToFileURL(createRequire(start).resolve('ccxt'));
      return new URL('../js/src/', main);
    } catch {
      // Not from there.
    }
  }
  throw new SquallError(
    'CANNOT_START',
    'Live exchanges need the package ccxt, which was not found; bundles do not contain it: leave squall out of them ' +
      '(docs/library.md says how)',
  );
}

/** Ids of all exchanges known to ccxt, in order; none of them is loaded. */
export function exchangeIds(): string[] {
  return readdirSync(sources())
    .filter((name) => /^[a-z0-9]+\.js$/.test(name))
    .map((name) => name.slice(0, -'.js'.length))
    .sort();
}

/** Where the class of an exchange is located. @throws {SquallError} exit 64: no such exchange. */
export function exchangeModuleUrl(id: string): string {
  const ids = exchangeIds();
  if (!ids.includes(id)) {
    const expected = 'an exchange that ccxt knows, like binance, bybit, okx or kraken';
    throw new SquallError(
      'USAGE',
      `Expected ${expected}, got ${shownValue(id)}${typeof id === 'string' ? suggestion(id, ids) : ''}`,
    );
  }
  return new URL(`${id}.js`, sources()).href;
}

/** The installed version of ccxt: another one may read the same answers differently. */
export function ccxtVersion(): string {
  const text = readFileSync(new URL('../../package.json', sources()), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
