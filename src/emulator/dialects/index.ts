import { SquallError } from '../../util/squall-error.js';
import { createBinanceDialect } from './binance/binance.js';
import { BINANCE_SPOT } from './binance/spot.js';
import { BINANCE_USDM } from './binance/usdm.js';
import { BYBIT } from './bybit/bybit.js';
import type { Dialect } from './dialect.js';
import { KRAKEN } from './kraken/kraken.js';

export const DIALECTS = ['binance', 'binanceusdm', 'bybit', 'kraken'] as const;
export type DialectId = (typeof DIALECTS)[number];

const ALL: Readonly<Record<DialectId, Dialect>> = {
  binance: createBinanceDialect(BINANCE_SPOT),
  binanceusdm: createBinanceDialect(BINANCE_USDM),
  bybit: BYBIT,
  kraken: KRAKEN,
};

/** @throws {SquallError} (usage) an exchange that is not emulated. */
export function dialectOf(id: string): Dialect {
  if ((DIALECTS as readonly string[]).includes(id)) return ALL[id as DialectId];
  throw new SquallError('USAGE', `Expected a dialect of ${DIALECTS.join(', ')}, got ${JSON.stringify(id)}.`);
}
