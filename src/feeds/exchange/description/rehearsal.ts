import type { SampleRequest } from '../limits/costs/costs.js';
import { credentialIn, isPrivateApi } from '../transport/credentials.js';
import type { CcxtExchange } from '../transport/load-exchange.js';
import type { CallDescription, Obstacle } from './exchange-description.js';

/** The time during a rehearsal: a request may contain it. 2026-01-01T00:00:00Z. */
export const REHEARSAL_MS = 1_767_225_600_000;

/** Ends a call at the point where its request would be sent. */
class CurtainFall extends Error {}

/** The client's errors that show that nothing was sent; by name, so that nothing of ccxt is loaded for it. */
const OBSTACLES: Readonly<Record<string, Obstacle>> = {
  NotSupported: 'not offered',
  AuthenticationError: 'needs a key',
  ArgumentsRequired: 'needs parameters',
  BadRequest: 'needs parameters',
};

/** Runs calls of a client without a network: what they would send is recorded, and nothing is sent. */
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

  /** What a call would send, and what prevents it. */
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

/** An error the client does not name comes from the invented sample market: it does not count. */
function obstacleOf(error: unknown): Obstacle | null {
  const name = (error as object | null)?.constructor.name ?? '';
  return Object.hasOwn(OBSTACLES, name) ? OBSTACLES[name] : null;
}
