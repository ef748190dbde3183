import type { ReplaySource } from '../model/replay-source.js';
import { recordingSource } from '../model/recording-source.js';
import { simulatedSource } from '../model/simulated-source.js';
import type { OpenRequest } from './protocol.js';

/**
 * null for a recording in progress without a scan so far. @throws {Error} with one sentence for the user:
 * what was expected, what came.
 */
export async function openSource(request: OpenRequest): Promise<ReplaySource | null> {
  if (request.kind === 'simulated') return simulatedSource(request);
  return recordingSource(request.bytes, request.name, request.isLive);
}
