import type { SourceTraffic } from '../market/feed.js';

/** What was sent and received between two counts; peaks are since the start. */
export function trafficSince(before: SourceTraffic | null, now: SourceTraffic): SourceTraffic {
  if (before === null) return now;
  return {
    requests: now.requests - before.requests,
    weight: now.weight - before.weight,
    failed: now.failed - before.failed,
    rateLimited: now.rateLimited - before.rateLimited,
    wireBytes: now.wireBytes - before.wireBytes,
    connections: now.connections - before.connections,
    reusedConnections: now.reusedConnections - before.reusedConnections,
    peakInFlight: now.peakInFlight,
    peakConcurrency: now.peakConcurrency,
  };
}
