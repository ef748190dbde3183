import type { PlanInput } from '../../feeds/exchange/limits/plan.js';
import { SCHEMA_VERSION } from '../../scanner/scan-document.js';
import { formatTimeframe } from '../../market/timeframe.js';
import type { PlanDocument } from '../format/plan-text.js';
import { planText } from '../format/plan-text.js';
import { jsonText } from '../format/scan-formats.js';
import { terminalWidth } from '../format/terminal.js';
import { writeResult } from '../output.js';
import { resolvePreset } from '../../library/node/preset-file.js';
import type { Settings } from '../settings.js';
import { liveBars } from '../../library/node/sources.js';
import { openNamedExchange, sourceOptionsOf } from '../sources.js';
import type { VerbOptions } from '../verb-options.js';
import { counted } from '../../util/number-text.js';

/** `squall plan`: sends only the request for the market list, and not even that if the list is on disk. */
export async function planVerb({ settings, format, output }: VerbOptions): Promise<void> {
  const document = await planDocument(settings);
  await writeResult(format === 'json' ? jsonText(document) : planText(document, terminalWidth()), output);
}

async function planDocument(settings: Settings): Promise<PlanDocument> {
  const preset = await resolvePreset(settings.preset ?? 'default');
  const feed = await openNamedExchange(settings);
  try {
    const { timeframeMs, wanted, least } = liveBars(sourceOptionsOf(settings));
    feed.checkTimeframe(timeframeMs);
    const decisions = await feed.universe(false);
    const markets = decisions.filter(({ isIn }) => isIn).length;
    const candidates = Math.min(markets, preset.maxCandidates);
    const { description, gate, options } = feed.session;
    const { planScan } = await import('../../feeds/exchange/limits/plan.js');
    const { plannedExchange } = await import('../../feeds/exchange/description/scan-requests.js');
    const { rttMs } = gate.state;
    const input: PlanInput = {
      exchange: plannedExchange(description),
      markets,
      candidates,
      bars: wanted,
      leastBars: least,
      // From now on it is on disk.
      marketsKnown: true,
      rttMs,
      ...(settings.batchSize === undefined ? {} : { batchSize: settings.batchSize }),
    };
    const { totalCalls, totalWeight, seconds } = planScan({ ...input, newBarsOnly: true });
    return {
      schemaVersion: SCHEMA_VERSION,
      exchange: { id: options.id, type: options.type, baseUrl: options.baseUrl ?? null },
      timeframe: formatTimeframe(timeframeMs),
      markets: {
        listed: decisions.length,
        inUniverse: markets,
        candidates,
        listAskedFor: gate.stats.sent > 0,
      },
      rtt: { ms: rttMs, measured: gate.stats.answered > 0 },
      plan: planScan(input),
      nextScan: { totalCalls, totalWeight, seconds },
      notes: [
        ...feed.warnings(),
        'Candle calls are an upper bound, one for every market of the universe: those that their tickers reject are not requested.',
        `Order books and open interest are counted for ${counted(candidates, 'candidate')}, as many as preset ${preset.name} shows.`,
        "The market list stays on disk for 24 hours; a scan that finds it there requests only the exchange's time instead.",
      ],
    };
  } finally {
    await feed.close();
  }
}
