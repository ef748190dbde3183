import { helpersFor } from '../model/helpers.js';
import type { OpenRequest } from '../engine/protocol.js';
import type { Snapshot } from '../model/snapshot.js';
import { EngineClient } from './engine-client.js';
import { startHelper } from './start-engine.js';

/** An engine that scans moments. */
export interface Scanner {
  scan(index: number): Promise<Snapshot>;
}

/** Engines besides that of the page, which scan moments of the same recording ahead and do nothing else. */
export class ScanCrew {
  #request: OpenRequest | null = null;
  #engines: EngineClient[] = [];

  /** Takes over the newly opened source; helpers of the previous one end. */
  take(request: OpenRequest): void {
    for (const engine of this.#engines) engine.close();
    this.#engines = [];
    // A growing one would have to grow everywhere; the simulated market takes longer to generate than to
    // scan.
    this.#request = request.kind === 'recording' && request.isLive !== true ? request : null;
  }

  /** Starts helpers, once per source. @param onReady  called for each that has read the recording */
  start(moments: number, onReady: (scanner: Scanner) => void): void {
    const request = this.#request;
    this.#request = null;
    if (request?.kind !== 'recording') return;
    const load = { bytes: request.bytes.length, moments, cores: navigator.hardwareConcurrency };
    for (let helpers = helpersFor(load); helpers > 0; helpers--) void this.#startOne(request, onReady);
  }

  async #startOne(request: OpenRequest, onReady: (scanner: Scanner) => void): Promise<void> {
    try {
      const engine = new EngineClient(startHelper);
      this.#engines.push(engine);
      await engine.call('open', request, { workers: 1 });
      if (this.#engines.includes(engine)) onReady({ scan: (index) => engine.call('scan', index) });
    } catch {
      // The page scans alone, as it would have.
    }
  }
}
