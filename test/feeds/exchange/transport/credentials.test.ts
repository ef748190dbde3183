import { describe, expect, test } from '../../../support/jest.js';
import { exchangeIds, exchangeModuleUrl } from '../../../../src/feeds/exchange/transport/exchange-ids.js';
import { credentialIn, isPrivateApi } from '../../../../src/feeds/exchange/transport/credentials.js';

const URL_TEXT = 'https://api.example.com/v1/x';
/** Appears in whatever is made of keys without hashing them. */
const MARKER = '5d41402abc4b2a76b9719d911017c592';
const METHODS = /^(get|post|put|delete|patch)$/i;

interface Signed {
  readonly url?: string;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

interface SigningExchange {
  readonly api: object;
  sign(path: string, api: unknown, method: string, params: object): Signed;
}

async function withKeys(id: string): Promise<SigningExchange> {
  const { default: Exchange } = (await import(exchangeModuleUrl(id))) as {
    default: new (keys: object) => SigningExchange;
  };
  const names = ['apiKey', 'secret', 'uid', 'password', 'login', 'token', 'accountId'];
  const wallet = { walletAddress: `0x${MARKER}`, privateKey: `0x${MARKER}${MARKER}` };
  return new Exchange({ ...Object.fromEntries(names.map((name) => [name, MARKER])), ...wallet });
}

/** Every call of the client's own table of an exchange: [path, part of the table, method]. */
function callsOf(tree: object, parts: readonly string[] = []): [string, unknown, string][] {
  return Object.entries(tree).flatMap(([name, value]: [string, object]) =>
    METHODS.test(name)
      ? (Array.isArray(value) ? (value as string[]) : Object.keys(value)).map(
          (path): [string, unknown, string] => [
            path,
            parts.length === 1 ? parts[0] : parts,
            name.toUpperCase(),
          ],
        )
      : typeof value === 'object'
        ? callsOf(value, [...parts, name])
        : [],
  );
}

const shows = (value: unknown): boolean => JSON.stringify(value ?? '').includes(MARKER.slice(0, 20));

describe('a request with a credential', () => {
  test.each(exchangeIds())('of %s is recognised by the part of its table, or by its content', async (id) => {
    const exchange = await withKeys(id);
    const missed = callsOf(exchange.api).filter(([path, api, method]) => {
      let signed: Signed;
      try {
        signed = exchange.sign(path, api, method, {});
      } catch {
        // It needs more than keys: nothing would be sent.
        return false;
      }
      if (!shows(signed.headers) && !shows(signed.url) && !shows(signed.body)) return false;
      const parts = { url: signed.url ?? URL_TEXT, headers: signed.headers, body: signed.body };
      return !isPrivateApi(api) && credentialIn(parts) === null;
    });
    expect(missed).toEqual([]);
  });

  test.each([
    [{ headers: { Authorization: 'Bearer undefined' } }, 'header "Authorization"'],
    [{ headers: { 'x-mbx-apikey': '' } }, 'header "x-mbx-apikey"'],
    [{ headers: { 'OK-ACCESS-SIGN': 'x' } }, 'header "OK-ACCESS-SIGN"'],
    [{ headers: { Cookie: 'a=b' } }, 'header "Cookie"'],
    [{ headers: { 'X-SOME-KEY': '1' } }, 'header "X-SOME-KEY"'],
    [{ url: `${URL_TEXT}?symbol=A&signature=1` }, 'parameter "signature"'],
    [{ url: `${URL_TEXT}?AccessKeyId=1` }, 'parameter "AccessKeyId"'],
    [{ url: `${URL_TEXT}?api_key=1` }, 'parameter "api_key"'],
    [{ body: '{"api_key":"1","sig":"2"}' }, 'parameter "api_key"'],
    [{ body: 'sign=1&a=2' }, 'parameter "sign"'],
  ])('%j: %s', (parts, found) => {
    expect(credentialIn({ url: URL_TEXT, ...parts })).toBe(found);
  });

  test('one without is none', () => {
    const headers = { 'User-Agent': 'x', Accept: 'y', 'X-BITOPRO-API': 'ccxt', 'OPEN-API-PARTNER': 'ccxt' };
    const url = `${URL_TEXT}?symbol=A&sort=1&timestamp=5&asset=SIGN`;
    expect(credentialIn({ url, headers, body: '{"type":"l2Book","coin":"S"}' })).toBeNull();
  });

  test.each([['private'], ['fapiPrivate'], [['v3', 'private']], ['sapi'], ['papiV2']])(
    '%j is a private interface',
    (api) => {
      expect(isPrivateApi(api)).toBe(true);
    },
  );

  test.each([['public'], ['fapiPublic'], ['sapiPublic'], [['spot', 'v1', 'public']], ['v1']])(
    '%j is none',
    (api) => {
      expect(isPrivateApi(api)).toBe(false);
    },
  );
});
