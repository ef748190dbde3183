import type { Exchange } from 'ccxt';
import { shownValue } from '../../../util/plain-text.js';
import { SquallError } from '../../../util/squall-error.js';
import { exchangeModuleUrl } from './exchange-ids.js';
import { ccxtIdOf, restrictMarkets } from './market-scope.js';
import type { MarketType } from './market-scope.js';

export type CcxtExchange = Exchange;

/** Everything that could make a request private, or print network traffic. */
const SECRETS = [
  'apiKey',
  'secret',
  'uid',
  'accountId',
  'login',
  'password',
  'twofa',
  'privateKey',
  'walletAddress',
  'token',
];
const PROXIES = ['proxyUrl', 'httpProxy', 'httpsProxy', 'socksProxy', 'agent', 'httpsAgent'];

/**
 * One exchange of ccxt, ready for public data only: this loads its class, and no other. It has no rate limit,
 * retries or network of its own; keys and ccxt's verbose mode cannot be set.
 * @throws {SquallError} exit 64: unknown exchange, or one without candles or markets of this type.
 */
export async function loadExchange(id: string, type: MarketType): Promise<CcxtExchange> {
  exchangeModuleUrl(id);
  if (!['spot', 'swap'].includes(type)) {
    throw new SquallError(
      'USAGE',
      `Expected the type of markets to be spot or swap, got ${shownValue(type)}.`,
    );
  }
  const url = exchangeModuleUrl(ccxtIdOf(id, type));
  const module = (await import(
    /* webpackIgnore: true */ /* turbopackIgnore: true */ /* @vite-ignore */ url
  )) as { default: new (config: object) => CcxtExchange };
  const exchange = new module.default({ enableRateLimit: false });
  const has = exchange.has as Record<string, unknown>;
  if (has[type] !== true) {
    const other = type === 'spot' ? 'swap' : 'spot';
    const message = `Expected a type of markets that ${id} has, got ${type}; did you mean ${JSON.stringify(other)}?`;
    throw new SquallError('USAGE', message);
  }
  if (!has.fetchOHLCV) {
    throw new SquallError('USAGE', `Expected an exchange that has candles, got ${id}.`);
  }
  restrictMarkets(exchange, type);
  forbid(exchange, [...SECRETS, ...PROXIES]);
  Object.defineProperty(exchange, 'verbose', { value: false, writable: false });
  return exchange;
}

function forbid(exchange: CcxtExchange, names: readonly string[]): void {
  for (const name of names) {
    Object.defineProperty(exchange, name, {
      get: () => undefined,
      set: () => {
        const message = `Expected no \`${name}\`, got one: only public data is requested.`;
        throw new SquallError('CONFIG', message);
      },
    });
  }
}
