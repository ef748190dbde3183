import { scan, simulate } from 'squall';

export const dynamic = 'force-dynamic';

/** Scanned by the server. */
export default async function Page() {
  const { resultSha256 } = await scan(simulate({ seed: 11, marketCount: 24 }), { workers: 2 });
  return <p id="hash">{resultSha256}</p>;
}
