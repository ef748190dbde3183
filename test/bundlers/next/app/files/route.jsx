import { scan } from 'squall';
import { openCandles } from 'squall/node';

export const dynamic = 'force-dynamic';

/** Candle files, read by the server. */
export async function GET(request) {
  const folder = new URL(request.url).searchParams.get('folder');
  const { feed, timeframeMs } = await openCandles([folder], {});
  const { counts } = await scan(feed, { timeframe: timeframeMs });
  return globalThis.Response.json(counts);
}
