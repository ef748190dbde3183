// A separate process that records until it is killed. Arguments: the file, how many scans to make.
import { sha256 } from '../../src/platform/node.js';
import { RecordingWriter } from '../../src/recording/writer/recording-writer.js';
import { HEADER, simulatedScans } from './fixture.js';

const [, , path, count] = process.argv;
const scans = await simulatedScans({ scans: Number(count) });
const writer = await RecordingWriter.open(path, HEADER, { sha256 });
process.stdout.write(`open ${writer.scans} ${writer.tornBytes}\n`);
for (let round = writer.scans; ; round++) {
  await writer.append(scans[round % scans.length]);
  process.stdout.write(`sealed ${round + 1}\n`);
}
