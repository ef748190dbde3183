import { Agent, request } from 'undici';

/**
 * The network alone: the same requests, ignoring their answers. Stages follow one another; within one,
 * `concurrency` requests are in flight until none is left.
 * @returns ms
 */
export async function timeBareRequests(
  baseUrl: string,
  stages: readonly (readonly string[])[],
  concurrency: number,
  headers: Readonly<Record<string, string>>,
): Promise<number> {
  const agent = new Agent({ connections: concurrency, pipelining: 1 });
  const startMs = performance.now();
  for (const paths of stages) {
    const left = [...paths].reverse();
    const work = async (): Promise<void> => {
      for (let path = left.pop(); path !== undefined; path = left.pop()) {
        const { statusCode, body } = await request(baseUrl + path, { dispatcher: agent, headers });
        if (statusCode !== 200) throw new Error(`Expected ${path} to be answered, got ${statusCode}.`);
        await body.dump({ limit: Infinity });
      }
    };
    await Promise.all(Array.from({ length: Math.min(concurrency, paths.length) }, work));
  }
  const elapsedMs = performance.now() - startMs;
  await agent.destroy();
  return elapsedMs;
}
