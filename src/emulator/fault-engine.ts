import type * as http from 'node:http';
import type * as net from 'node:net';
import type { EmulatedAnswer, EmulatedRequest } from './types.js';

export interface FaultEngine {
  /** Chooses the fault of this request, if any; at most one. Deterministic in (scenario, seed, request). */
  choose(request: EmulatedRequest): InjectedFault | null;
}

export interface InjectedFault {
  /** 'gzReset', 'html200', 'candles.duplicate', … */
  readonly id: string;
  /** Changes the answer before it is serialised (data mutators); default: unchanged. */
  mutate?(answer: EmulatedAnswer, request: EmulatedRequest): EmulatedAnswer;
  /** Takes over sending the HTTP response (status, half bodies, resets, stalls); default: normal sending. */
  respond?(context: {
    request: EmulatedRequest;
    answer: EmulatedAnswer;
    response: http.ServerResponse;
    socket: net.Socket;
    delay(ms: number): Promise<void>;
  }): Promise<void>;
}
