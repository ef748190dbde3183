import type { FaultEngine } from './fault-engine.js';
import type { Desk } from './handler.js';
import type { RefereeMode } from './referee.js';
import type { MarketStatus } from './world.js';
import { EXIT, SquallError } from '../util/squall-error.js';

/** Makes faults out of a scenario's JSON. @throws {SquallError} what is wrong with it. */
export type ScenarioReader = (document: unknown) => FaultEngine;

/** What may be changed while the emulator runs. */
export interface Control {
  /** Virtual exchange time, UTC ms. */
  nowMs(): number;
  /** Jumps ahead in time; ms ≥ 0. */
  advance(ms: number): void;
  /** null = what the world itself says. @throws {SquallError} (usage) no such market. */
  setStatus(symbol: string, status: MarketStatus | null): void;
  setFaults(faults: FaultEngine | null): void;
  /** null = no faults any more. @throws {SquallError} where no reader was given, or the scenario is wrong. */
  setScenario(document: unknown): void;
  setReferee(mode: RefereeMode): void;
  setLatency(ms: number): void;
}

export function createControl(desk: Desk, readScenario: ScenarioReader | null): Control {
  const checkMs = (what: string, ms: number): void => {
    if (Number.isFinite(ms) && ms >= 0) return;
    throw usage(`Expected ${what} to be milliseconds ≥ 0, got ${ms}.`);
  };
  return {
    nowMs: () => desk.world.clock.nowMs(),
    advance(ms) {
      checkMs('the step', ms);
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
      if (document === null) {
        desk.faults = null;
        return;
      }
      if (readScenario === null) throw usage('Expected an emulator that was given a way to read scenarios.');
      desk.faults = readScenario(document);
    },
    setReferee(mode) {
      desk.referee.mode = mode;
    },
    setLatency(ms) {
      checkMs('the latency', ms);
      desk.latencyMs = ms;
    },
  };
}

function usage(message: string): SquallError {
  return new SquallError('USAGE', message, EXIT.usage);
}
