import type { Clock } from '../../../util/clock.js';
import { isOnThisMachine } from './base-url.js';
import { whereOf } from './redact.js';

/** Where a failure happened; for its sentence and its times. */
export interface FailureContext {
  /** Id of the exchange: `binance`. */
  readonly exchange: string;
  /** `GET api.binance.com/api/v3/klines`: no query. */
  readonly where: string;
  /** Wall time of the failure, UTC ms. */
  readonly wallMs: number;
  /** It was sent to the emulator behind `--base-url`. @default false */
  readonly isEmulated?: boolean;
}

/** Computed only when something fails: most requests do not. */
export function contextOf(exchange: string, method: string, url: URL, clock: Clock): FailureContext {
  return {
    exchange,
    get where() {
      return whereOf(method, url);
    },
    get wallMs() {
      return clock.wallMs();
    },
    get isEmulated() {
      return isOnThisMachine(url);
    },
  };
}
