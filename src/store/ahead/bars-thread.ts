// The file of the thread that reads bars of a store ahead.
import { parentPort, workerData } from 'node:worker_threads';
import { readBars } from '../read-bars.js';
import { spanOf } from './bar-grid.js';
import { partsOf } from './part-table.js';
import { RowsInOrder } from './rows-in-order.js';
import type { Answered, Asked, ThreadMarket, ThreadStart } from './stretch.js';
import { columnsOf } from './stretch.js';

const start = workerData as ThreadStart;
const rows = start.markets.map(({ parts }) => new RowsInOrder(partsOf(parts)));

function answer({ memory, firstBar, endBar }: Asked): Answered {
  const isRead = (market: ThreadMarket, index: number): boolean => {
    const from = Math.max(firstBar, market.firstBar);
    const to = Math.min(endBar, market.endBar);
    if (from >= to) return true;
    try {
      const into = columnsOf(memory, start.barsPerStretch, index);
      readBars(rows[index], spanOf(start, from, to), start.timeframeMs, into, from - firstBar);
      return true;
    } catch {
      // The caller reads them, and gets the error.
      return false;
    }
  };
  return {
    failed: start.markets.flatMap((market, index) => (isRead(market, index) ? [] : [index])),
  };
}

parentPort!.on('message', (asked: Asked) => parentPort!.postMessage(answer(asked)));
