// Bundlers make one program of this: scans on every engine, and on two threads. In Node it prints its
// findings.
import { openSession, scan, simulate } from 'squall';

async function found() {
  const feed = simulate({ seed: 11, marketCount: 24 });
  const hashes = [];
  for (const engine of ['simd', 'scalar', 'js']) {
    hashes.push((await scan(feed, { engine })).resultSha256);
  }
  const session = await openSession(feed, { workers: 2 });
  const { result, workers, events } = await session.scan();
  await session.close();
  return { hashes: [...hashes, result.resultSha256], workers, events };
}

globalThis.result = found();
if (globalThis.document === undefined) {
  void globalThis.result.then((result) => console.log(JSON.stringify(result)));
}
