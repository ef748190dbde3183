import { expect, test } from '../support/jest.js';
import { scanTable } from '../../src/cli/format/scan-table.js';
import { paintFor } from '../../src/cli/format/style.js';
import { createSimulatedFeed } from '../../src/feeds/simulated/simulated-feed.js';
import { scanDocument } from '../../src/scanner/scan-document.js';
import { scanFeed } from '../support/scan-fixture.js';

const feed = createSimulatedFeed({ seed: 1, marketCount: 20 });
const FEWER = {
  wanted: 500,
  taken: 299,
  reason: 'deepcoin serves only its newest 299 closed bars, none before',
};
const SQUALL = { version: '1', wasmSha256: null, engine: 'js', workers: 1, workerEvents: [] };

test('fewer bars than requested are reported in the document and under the table, with the reason', async () => {
  const result = await scanFeed(feed, { asOfMs: feed.world.defaultAsOfMs });
  const documentOf = (bars?: typeof FEWER) => scanDocument(result, SQUALL, [], undefined, null, null, bars);
  expect(documentOf(FEWER).bars).toEqual(FEWER);
  expect(documentOf()).not.toHaveProperty('bars');
  const options = {
    width: 400,
    paint: paintFor('never'),
    engine: 'js',
    profile: null,
    traffic: null,
  };
  const sentence = '299 bars, not 500: deepcoin serves only its newest 299 closed bars, none before';
  expect(scanTable(result, [], { ...options, fewerBars: FEWER })).toContain(sentence);
  expect(scanTable(result, [], options)).not.toContain('bars, not');
});
