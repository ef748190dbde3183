import { Slab } from '../kernels/slab/slab.js';
import type { SlabOptions } from '../kernels/slab/slab.js';
import type { EngineOptions } from './engines.js';
import { engineFor } from './engines.js';

/**
 * Storage for many markets side by side, four to a SIMD register: the fast way to compute indicators of a
 * whole exchange.
 *
 * @example
 * const slab = await createSlab({ marketCount: 1000, barCount: 500, timeframeMs: 300_000,
 * indicators: [{ id: 'atr' }, { id: 'rsi', params: { period: 9 } }], mode: 'latest' });
 * slab.reset(lastOpenTimeMs);
 * const handles = markets.map((rows) => slab.addRows('BTC/USDT', rows, null));
 * slab.run();
 * const atr = handles.map((handle) => slab.latest(handle, 'atr'));
 * slab.dispose();
 * @throws {RangeError} an unknown row or parameter, or a value out of range.
 */
export async function createSlab(options: SlabOptions & EngineOptions): Promise<Slab> {
  return new Slab(await engineFor(options), options);
}
