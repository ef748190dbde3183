import type { MonitorReport } from '../../monitor/report.js';
import { shownValue } from '../../util/plain-text.js';
import { SquallError } from '../../util/squall-error.js';

/** Default address of a `squall watch --metrics`. */
export const DEFAULT_MONITOR_URL = 'http://127.0.0.1:9464';

const DEADLINE_MS = 10_000;

/** Reads a running Squall through the endpoint of its `--metrics`. */
export interface MonitorClient {
  /** @throws {SquallError} NET_RESET: no answer; BAD_BODY: not a Squall answer. */
  report(): Promise<MonitorReport>;
  /** The JSON as received. */
  snapshotText(): Promise<string>;
  /** @throws {SquallError} USAGE: an unknown name, an impossible value, or a wrong token. */
  setThreshold(name: string, value: number, token: string): Promise<Readonly<Record<string, number>>>;
}

/** @throws {SquallError} USAGE: not an http URL. */
export function monitorClient(text: string): MonitorClient {
  const url = baseOf(text);
  return {
    report: async () => parse(url, await (await ask(url, '/performance')).text()) as MonitorReport,
    snapshotText: async () => (await ask(url, '/snapshot')).text(),
    async setThreshold(name, value, token) {
      const answer = await ask(url, '/thresholds', {
        method: 'POST',
        headers: {
          Authorization: `Bearer ${token}`,
          'Content-Type': 'application/json',
          Origin: url,
        },
        body: JSON.stringify({ name, value }),
      });
      const { thresholds } = parse(url, await answer.text()) as {
        readonly thresholds: Readonly<Record<string, number>>;
      };
      return thresholds;
    },
  };
}

function baseOf(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return new URL(text).origin;
  throw new SquallError('USAGE', `--url: expected one like ${DEFAULT_MONITOR_URL}, got ${shownValue(text)}`);
}

async function ask(url: string, path: string, init: RequestInit = {}): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(url + path, { ...init, signal: AbortSignal.timeout(DEADLINE_MS) });
  } catch (error) {
    const { cause, message } = error as Error;
    const reason = cause instanceof Error ? cause.message : message;
    throw new SquallError(
      'NET_RESET',
      `No answer from ${url} (${reason}): is squall watch --metrics running there?`,
    );
  }
  // "critical" is an answer, too.
  if (answer.ok || (path === '/health' && answer.status === 503)) return answer;
  const said = messageOf(await answer.text());
  const code = answer.status === 400 || answer.status === 401 || answer.status === 403 ? 'USAGE' : 'BAD_BODY';
  throw new SquallError(code, said ?? `${url}${path}: expected status 200, got ${answer.status}`);
}

function messageOf(text: string): string | null {
  try {
    const { error } = JSON.parse(text) as { readonly error?: { readonly message?: string } };
    return error?.message ?? null;
  } catch {
    return null;
  }
}

function parse(url: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new SquallError('BAD_BODY', `${url}: expected JSON, got ${shownValue(text, 60)}`);
  }
}
