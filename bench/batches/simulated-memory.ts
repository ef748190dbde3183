import type { MemoryReading } from '../../src/resources/memory/memory-reading.js';
import { readingOf } from '../../src/resources/memory/memory-reading.js';
import type { Scenario } from './scenario.js';

const MIB = 2 ** 20;

const NO_PARTS = {
  rssBytes: null,
  heapUsedBytes: null,
  heapLimitBytes: null,
  externalBytes: null,
  arrayBuffersBytes: null,
  wasmBytes: null,
  workers: null,
  cacheEntries: null,
  stallPercent: null,
} as const;

/** More memory was needed than exists: a system kills the process for that. */
export class OutOfMemory extends Error {}

/** Memory of a scanning process: its own, its garbage, and the disturbance. */
export class SimulatedMemory {
  readonly #scenario: Scenario;
  readonly #nowMs: () => number;
  readonly #spanMs: number;
  #heldMib = 0;
  #keptMib = 0;
  #garbageMib = 0;
  peak = 0;

  /** @param spanMs  undisturbed time of all scans. */
  constructor(scenario: Scenario, nowMs: () => number, spanMs: number) {
    this.#scenario = scenario;
    this.#nowMs = nowMs;
    this.#spanMs = spanMs;
  }

  /** What a market holds from its answer until it is computed. */
  get marketMib(): number {
    const { payloadMib, bars, disturbance, severity } = this.#scenario;
    const grown = disturbance === 'payload' && this.#isDisturbed() ? 1 + 10 * severity : 1;
    return payloadMib * (bars / 1000) * grown;
  }

  hold(mib: number): void {
    this.#heldMib += mib;
    this.#check();
  }

  /** The market is computed: part of it is kept, the rest is garbage. */
  release(mib: number): void {
    this.#heldMib -= mib;
    this.#garbageMib += mib;
    this.#keptMib += this.#scenario.keptMib;
    if (this.#garbageMib > this.#scenario.garbageMib) this.collect();
    this.#check();
  }

  collect(): void {
    this.#garbageMib = 0;
  }

  endScan(): void {
    this.#garbageMib += this.#keptMib;
    this.#keptMib = 0;
    if (this.#garbageMib > this.#scenario.garbageMib) this.collect();
  }

  /** Slowdown of everything that allocates: collectors work harder the less memory there is. */
  get slowness(): number {
    return 1 + 20 * Math.max(0, this.#pressure() - 0.85);
  }

  read(): MemoryReading {
    const limitBytes = this.#limitMib() * MIB;
    const bound = {
      limitFrom: 'max-memory',
      of: 'process',
      usedBytes: this.#usedMib() * MIB,
      limitBytes,
    } as const;
    return readingOf([bound], NO_PARTS, {});
  }

  #usedMib(): number {
    const { baseMib, limitMib, severity, disturbance } = this.#scenario;
    const share = disturbance === 'leak' ? severity * this.#progress() : 0;
    const taken = disturbance === 'neighbour' && this.#isDisturbed() ? severity : 0;
    return baseMib + limitMib * (share + taken) + this.#heldMib + this.#keptMib + this.#garbageMib;
  }

  #limitMib(): number {
    const { limitMib, severity, disturbance } = this.#scenario;
    return disturbance === 'limit' && this.#isDisturbed() ? limitMib * (1 - severity) : limitMib;
  }

  #pressure(): number {
    return this.#usedMib() / this.#limitMib();
  }

  #progress(): number {
    return Math.min(1, this.#nowMs() / this.#spanMs);
  }

  #isDisturbed(): boolean {
    const at = this.#nowMs() / this.#spanMs;
    return at >= this.#scenario.from && at < this.#scenario.until;
  }

  #check(): void {
    // The collector runs when it must; if the rest does not fit then, memory is full.
    if (this.#pressure() > 1) this.collect();
    this.peak = Math.max(this.peak, this.#pressure());
    if (this.#pressure() > 1) throw new OutOfMemory('Out of memory');
  }
}
