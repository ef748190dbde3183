import { readdirSync, readFileSync } from 'node:fs';
import { suggestion } from '../../../util/did-you-mean.js';
import { SquallError } from '../../../util/squall-error.js';

const SOURCES = new URL('./src/', import.meta.resolve('ccxt'));

/** Ids of all exchanges that ccxt knows, in order; nothing of them is loaded. */
export function exchangeIds(): string[] {
  return readdirSync(SOURCES)
    .filter((name) => /^[a-z0-9]+\.js$/.test(name))
    .map((name) => name.slice(0, -'.js'.length))
    .sort();
}

/** Where the class of an exchange lies. @throws {SquallError} exit 64: no such exchange. */
export function exchangeModuleUrl(id: string): string {
  const ids = exchangeIds();
  if (!ids.includes(id)) {
    const expected = 'an exchange that ccxt knows, like binance, bybit, okx or kraken';
    throw new SquallError(
      'USAGE',
      `Expected \`--exchange\` to be ${expected}, got ${JSON.stringify(id)}${suggestion(id, ids)}`,
    );
  }
  return new URL(`${id}.js`, SOURCES).href;
}

/** The version of ccxt that is installed: another one may read the same answers differently. */
export function ccxtVersion(): string {
  const text = readFileSync(new URL('../../package.json', SOURCES), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
