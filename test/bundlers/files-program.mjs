// The part for Node: scans the folder of candle files that is its argument, and asks an exchange that does not answer.
import { scan } from 'squall';
import { openCandles, openLive } from 'squall/node';

async function found() {
  const { feed, timeframeMs } = await openCandles([process.argv[2]], {});
  const { counts } = await scan(feed, { timeframe: timeframeMs });
  const failure = await openLive({ id: 'binance', baseUrl: 'http://127.0.0.1:9' }, {}).catch(
    (error) => error,
  );
  return { scanned: counts.scanned, live: failure.code };
}

void found().then((result) => console.log(JSON.stringify(result)));
