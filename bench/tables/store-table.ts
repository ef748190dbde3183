import { timesFaster } from '../goals.js';
import { rows } from './found.js';
import { mb, ns, table } from './markdown.js';

export function storeTable(): string {
  return rows.store
    .map(({ compared, timings, whole }) => {
      const size = `${compared.markets}×${compared.bars.toLocaleString('en')}`;
      const passes = table(
        ['markets×bars', ...timings.map(({ name }) => name)],
        [
          [
            size,
            ...timings.map(
              ({ name, ns: value }) =>
                `${ns(value)} (${(100 / timesFaster(timings, 'memory', name)).toFixed(0)} %)`,
            ),
          ],
        ],
      );
      const once = table(
        ['markets×bars', 'bytes per candle', 'open ms', 'peak memory'],
        [
          [
            `${whole.markets}×${whole.bars.toLocaleString('en')}`,
            whole.bytesPerCandle.toFixed(1),
            whole.openMs.toFixed(0),
            mb(whole.peakBytes),
          ],
        ],
      );
      return `${passes}\n\n${once}`;
    })
    .join('\n\n');
}
