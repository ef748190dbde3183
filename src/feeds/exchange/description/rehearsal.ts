import type { SampleRequest } from '../limits/costs/costs.js';
import { credentialIn, isPrivateApi } from '../transport/credentials.js';
import type { CcxtExchange } from '../transport/load-exchange.js';
import type { CallDescription, Obstacle } from './exchange-description.js';

/** When it is during a rehearsal: a request may hold the time. 2026-01-01T00:00:00Z. */
export const REHEARSAL_MS = 1_767_225_600_000;

/** What ends a call where its request would have left. */
class CurtainFall extends Error {}

/** What the client's errors say without anything having been sent; names, so that nothing of ccxt is loaded for it. */
const OBSTACLES: Readonly<Record<string, Obstacle>> = {
  NotSupported: 'not offered',
  AuthenticationError: 'needs a key',
  ArgumentsRequired: 'needs parameters',
  BadRequest: 'needs parameters',
};

/** Runs calls of a client that has no network: what they would send is kept, and nothing is. */
export class Rehearsal {
  #sent: SampleRequest[] = [];
  #isSecret = false;

  constructor(
    private readonly exchange: CcxtExchange,
    market: Readonly<Record<string, unknown>>,
  ) {
    exchange.fetch = (url: string, _method?: string, headers?: object, body?: unknown): Promise<never> => {
      this.#sent.push({ url, ...(typeof body === 'string' && { body }) });
      this.#isSecret ||= credentialIn({ url, headers, body }) !== null;
      return Promise.reject(new CurtainFall());
    };
    exchange.milliseconds = () => REHEARSAL_MS;
    exchange.seconds = () => REHEARSAL_MS / 1000;
    exchange.loadMarkets = () => Promise.resolve({});
    exchange.setMarkets([market]);
    const sign = exchange.sign.bind(exchange);
    exchange.sign = (path, api, ...rest) => {
      this.#isSecret ||= isPrivateApi(api);
      return sign(path, api, ...rest);
    };
  }

  /** What a call would send, and what stands in its way. */
  async of(call: (exchange: CcxtExchange) => Promise<unknown>): Promise<CallDescription> {
    this.#sent = [];
    this.#isSecret = false;
    let obstacle: Obstacle | null = null;
    try {
      await call(this.exchange);
    } catch (error) {
      if (!(error instanceof CurtainFall)) obstacle = obstacleOf(error);
    }
    if (this.#isSecret) obstacle = 'needs a key';
    return { obstacle, requests: obstacle === null ? this.#sent : [] };
  }
}

/** An error the client does not name comes from the sample market, which is made up: it is no obstacle. */
function obstacleOf(error: unknown): Obstacle | null {
  const name = (error as object | null)?.constructor.name ?? '';
  return Object.hasOwn(OBSTACLES, name) ? OBSTACLES[name] : null;
}
