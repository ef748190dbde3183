import { redact } from '../../feeds/exchange/transport/redact.js';
import { jsonOf } from '../../util/plain-text.js';
import type { Clock } from '../../util/clock.js';

export type LogLevel = 'debug' | 'info' | 'warning' | 'error';
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

export interface JsonLogOptions {
  /** Receives one whole line, including its end. */
  readonly write: (line: string) => void;
  readonly clock: Clock;
  /** Values that must never be logged, wherever they occur. @default none */
  readonly secrets?: readonly string[];
}

/** One JSON object per line: `at`, `level`, `event`, then the fields. */
export interface JsonLog {
  /**
   * @param event  what happened, as a constant: `batch`, `alert`.
   * @param fields  with a `code`, lines of the same event, code and exchange are limited to one in 10 s, with
   *   their number in `repeated`.
   */
  log(level: LogLevel, event: string, fields?: LogFields): void;
  /** Writes how often the last lines have been repeated since. */
  flush(): void;
}

/** Maximum characters of one text. */
const TEXT_LIMIT = 500;
/** Between two lines of one code: an outage of an exchange is one line, not one per market. */
const REPEAT_MS = 10_000;
const SECRET_NAME = /key|secret|token|sign|pass|auth|cookie/i;
const HIDDEN = '…';

interface Repeated {
  readonly level: LogLevel;
  readonly event: string;
  readonly fields: LogFields;
  sinceMs: number;
  count: number;
}

export function createJsonLog({ write, clock, secrets = [] }: JsonLogOptions): JsonLog {
  const repeats = new Map<string, Repeated>();
  const hidden = secrets.filter((secret) => secret !== '');
  const put = (level: LogLevel, event: string, fields: LogFields): void => {
    const at = new Date(clock.wallMs()).toISOString();
    const clean = Object.entries(fields).map(
      ([name, value]) => [name, cleanField(name, value, hidden)] as const,
    );
    write(`${jsonOf({ ...Object.fromEntries(clean), at, level, event })}\n`);
  };
  const settle = (entry: Repeated): void => {
    if (entry.count > 0) put(entry.level, entry.event, { ...entry.fields, repeated: entry.count });
  };
  return {
    log: (level, event, fields = {}) => {
      if (fields.code === undefined) return put(level, event, fields);
      const key = JSON.stringify([event, fields.code, fields.exchange ?? null]);
      const nowMs = clock.nowMs();
      const last = repeats.get(key);
      if (last !== undefined && nowMs - last.sinceMs < REPEAT_MS) {
        last.count++;
        return;
      }
      repeats.set(key, { level, event, fields, sinceMs: nowMs, count: 0 });
      put(
        level,
        event,
        last === undefined || last.count === 0 ? fields : { ...fields, repeated: last.count },
      );
    },
    flush: () => {
      for (const entry of repeats.values()) settle(entry);
      repeats.clear();
    },
  };
}

/** Secrets are removed before anything is cut: a cut must never leave half of a secret. */
function cleanField(name: string, value: LogFields[string], secrets: readonly string[]): unknown {
  if (SECRET_NAME.test(name) && typeof value === 'string') return HIDDEN;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string') return value;
  const open = secrets.reduce((text, secret) => text.replaceAll(secret, HIDDEN), value);
  return redact(open, TEXT_LIMIT);
}
