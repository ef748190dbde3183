import type { FaultEngine } from './fault-engine.js';
import { createFaultEngine } from './faults/engine.js';
import type { Desk } from './handler.js';
import type { RefereeMode } from './referee.js';
import { parseScenario } from './scenario.js';
import type { MarketStatus } from './world.js';
import { SquallError } from '../util/squall-error.js';

/** Settings that can be changed while the emulator runs. */
export interface Control {
  /** Virtual exchange time, UTC ms. */
  nowMs(): number;
  /** Jumps ahead in time; ms ≥ 0. */
  advance(ms: number): void;
  /** null = the world's own state. @throws {SquallError} (usage) no such market. */
  setStatus(symbol: string, status: MarketStatus | null): void;
  setFaults(faults: FaultEngine | null): void;
  /** JSON of a scenario; null = no more faults. @throws {SquallError} (config) what is wrong with it. */
  setScenario(document: unknown): void;
  setReferee(mode: RefereeMode): void;
  setLatency(ms: number): void;
}

/** The maximum of a timer. */
const MAX_LATENCY_MS = 2 ** 31 - 1;

/** @param seed  of the randomness in scenarios. */
export function createControl(desk: Desk, seed: number): Control {
  const checkMs = (what: string, ms: number, maximum: number): void => {
    if (ms >= 0 && ms <= maximum) return;
    throw usage(`Expected ${what} to be milliseconds from 0 to ${maximum}, got ${ms}.`);
  };
  return {
    nowMs: () => desk.world.clock.nowMs(),
    advance(ms) {
      checkMs('the step', ms, Number.MAX_SAFE_INTEGER);
      desk.world.clock.advance(ms);
    },
    setStatus(symbol, status) {
      if (!desk.world.has(symbol)) throw usage(`Expected a market of this exchange, got ${symbol}.`);
      desk.world.setStatus(symbol, status);
    },
    setFaults(faults) {
      desk.faults = faults;
    },
    setScenario(document) {
      desk.faults =
        document === null
          ? null
          : createFaultEngine(parseScenario(document, 'given to the control'), { seed });
    },
    setReferee(mode) {
      desk.referee.mode = mode;
    },
    setLatency(ms) {
      checkMs('the latency', ms, MAX_LATENCY_MS);
      desk.latencyMs = ms;
    },
  };
}

function usage(message: string): SquallError {
  return new SquallError('USAGE', message);
}
