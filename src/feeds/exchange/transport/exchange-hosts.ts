import type { Exchange } from 'ccxt';

/** The hosts of an exchange's public and private REST interfaces, as listed by ccxt: `api.binance.com`. */
export function exchangeHosts(exchange: Exchange): ReadonlySet<string> {
  const urls = exchange.urls as { api?: unknown; hostnames?: unknown };
  const names = [exchange.hostname, ...texts(urls.hostnames)].filter((name) => name !== undefined);
  const hosts = texts(urls.api).flatMap((template) =>
    template.includes('{hostname}')
      ? names.map((name) => template.replaceAll('{hostname}', name))
      : [template],
  );
  return new Set(
    hosts
      .filter((text) => URL.canParse(text))
      .map((text) => new URL(text))
      .filter((url) => url.protocol === 'https:')
      .map((url) => url.host),
  );
}

/** Every text in a tree of objects. */
function texts(tree: unknown): string[] {
  if (typeof tree === 'string') return [tree];
  return typeof tree === 'object' && tree !== null ? Object.values(tree).flatMap(texts) : [];
}
