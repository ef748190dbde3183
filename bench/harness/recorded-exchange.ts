import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { DialectId } from '../../src/emulator/dialects/index.js';

export interface Options {
  readonly dialect: DialectId;
  readonly markets: number;
  /** From the arrival of a request to its answer. */
  readonly latencyMs: number;
  readonly isCompressed: boolean;
  /** Times that the exchange can be set to, ms after its first one, which is 0; in increasing order. */
  readonly moments: readonly number[];
}

/** A request that was answered. */
export interface Exchanged {
  /** With its query. */
  readonly path: string;
  /** Bytes sent to the client, including headers. */
  readonly bytes: number;
}

export interface Ask {
  readonly moment?: number;
}

export interface ExchangeReport {
  readonly baseUrl?: string;
  /** Since the last call. */
  readonly exchanged: readonly Exchanged[];
  readonly peakInFlight: number;
}

/**
 * The emulated exchange in a separate process. An answer given once at a moment is sent again from memory:
 * the time to create and compress candles is not in a client's time; it gets every answer after the latency.
 */
export interface RecordedExchange {
  readonly baseUrl: string;
  /** Sets it to one of its moments; new ones come in order. Its figures are up to then. */
  moveTo(moment: number): Promise<ExchangeReport>;
  /** Traffic since the last call. */
  report(): Promise<ExchangeReport>;
  close(): Promise<void>;
}

const CHILD = fileURLToPath(new URL('./recorded-exchange-child.js', import.meta.url));

export async function startRecordedExchange(options: Options): Promise<RecordedExchange> {
  const child = fork(CHILD, [JSON.stringify(options)], { serialization: 'advanced' });
  const ended = once(child, 'exit');
  const next = async (): Promise<ExchangeReport> => {
    const report = once(child, 'message') as Promise<[ExchangeReport]>;
    const failed = ended.then(() => {
      throw new Error('Expected the exchange to answer, its process ended.');
    });
    return (await Promise.race([report, failed]))[0];
  };
  const ask = (question: Ask): Promise<ExchangeReport> => {
    const answer = next();
    child.send(question);
    return answer;
  };
  const { baseUrl = '' } = await next();
  return {
    baseUrl,
    moveTo: (moment) => ask({ moment }),
    report: () => ask({}),
    async close() {
      child.disconnect();
      await ended;
    },
  };
}
