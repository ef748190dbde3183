// Uses the package as an installed dependency, in Node and in a browser: prints hashes of the results.
import * as squall from 'squall';
import * as kernels from 'squall/kernels';

const HEX = (byte) => byte.toString(16).padStart(2, '0');

async function sha256(bytes) {
  const digest = await globalThis.crypto.subtle.digest('SHA-256', bytes);
  return Array.from(new Uint8Array(digest), HEX).join('');
}

/** Every series of every engine as bytes, and two scans of a small simulated market. */
export async function hashes() {
  const feed = squall.simulate({ seed: 11, marketCount: 24 });
  const symbols = (await feed.markets()).map(({ symbol }) => symbol).slice(0, 2);
  const [btc, other] = await feed.bars(symbols, 300_000, 400, feed.world.defaultAsOfMs);
  const result = { wasm: await kernels.wasmSha256('simd'), isolated: globalThis.crossOriginIsolated ?? null };
  for (const engine of ['simd', 'scalar', 'js']) {
    const series = await kernels.indicators(other.candles, { engine, reference: btc.candles.close });
    const names = Object.keys(series).sort();
    const bytes = new Uint8Array(names.length * 400 * 8);
    names.forEach((name, index) => {
      // NaN has many bit patterns, which engines of JavaScript may choose from.
      const plain = Float64Array.from(series[name], (value) => (Number.isNaN(value) ? -1e300 : value));
      bytes.set(new Uint8Array(plain.buffer), index * 400 * 8);
    });
    // In a page that is cross-origin isolated, and in Node, two threads compute.
    const scan = await squall.scan(feed, { engine, workers: 2 });
    result[engine] = { indicators: await sha256(bytes), scan: scan.resultSha256, inputs: scan.inputsSha256 };
  }
  return result;
}
