import { createServer, type Server } from 'node:http';
import type { Clock } from '../util/clock.js';
import { SquallError } from '../util/squall-error.js';
import { watchConnections } from './connections.js';
import { createControl, type Control } from './control.js';
import { createControlServer } from './control-server.js';
import { createDelays } from './delays.js';
import { dialectOf, type DialectId } from './dialects/index.js';
import type { FaultEngine } from './fault-engine.js';
import { answerGuarded } from './guarded-listener.js';
import { createHandler, type Desk } from './handler.js';
import { createLedger, type Ledger } from './ledger.js';
import { checkLoopback, listenAtUrl } from './loopback.js';
import { createReferee, type RefereeMode } from './referee.js';
import { createVirtualClock } from './virtual-clock.js';
import { createWorld, type World } from './world.js';

export interface EmulatorOptions {
  readonly dialect: DialectId;
  /** Selects the world, as in the simulated feed. @default 1 */
  readonly seed?: number;
  /** Markets of each type. @default 400 */
  readonly markets?: number;
  /** 0 = any free one. @default 0 */
  readonly port?: number;
  /** 127.0.0.1 or ::1. @default '127.0.0.1' */
  readonly host?: string;
  /** Exchange milliseconds per real millisecond. @default 1 */
  readonly speed?: number;
  /** Added to every answer. @default 0 */
  readonly latencyMs?: number;
  /** The exchange's time starts one second after this, UTC ms. @default the world's own as-of time */
  readonly asOfMs?: number;
  /** gzip for clients that accept it, as on exchanges; costs a millisecond for 500 candles. @default true */
  readonly compress?: boolean;
  /** @default 'on' */
  readonly referee?: RefereeMode;
  readonly faults?: FaultEngine;
  /** Receives the ledger as NDJSON. */
  readonly ledgerFile?: string;
  /** A second port, for control by other processes; 0 = any free one. @default none */
  readonly controlPort?: number;
  /** @default this machine's */
  readonly clock?: Pick<Clock, 'nowMs'>;
}

export interface Emulator {
  /** `http://127.0.0.1:PORT`, in place of the exchange's own origin. */
  readonly baseUrl: string;
  /** null without a control port. */
  readonly controlUrl: string | null;
  readonly ledger: Ledger;
  readonly control: Control;
  readonly world: World;
  /** Resolves if the ledger's file can no longer be written (REC_WRITE); the emulator keeps answering. */
  readonly ledgerFailed: Promise<SquallError>;
  /** Ends every connection and waits until nothing is left. */
  close(): Promise<void>;
}

const AFTER_CLOSE_MS = 1000;
/** About as long as exchanges keep an idle connection. */
const KEEP_ALIVE_MS = 60_000;

/**
 * Starts an exchange on this machine: the simulated market behind the wire format of a real one. Clients
 * receive exactly what `createSimulatedFeed` returns for the same seed and number of markets, bit for bit.
 * @throws {SquallError} a wrong option (exit 64), an unavailable port (71) or an unwritable file (73).
 */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const { seed = 1, markets = 400, port = 0, host = '127.0.0.1', speed = 1, latencyMs = 0 } = options;
  const dialect = dialectOf(options.dialect);
  checkLoopback(host);
  checkAtLeastZero('speed', speed);
  checkAtLeastZero('latencyMs', latencyMs);
  const machine = options.clock ?? { nowMs: () => performance.now() };
  const world = await createWorld({ seed, marketCount: markets, types: dialect.types }, (span) => {
    const startMs = (options.asOfMs ?? span.defaultAsOfMs) + AFTER_CLOSE_MS;
    if (!(startMs > span.startMs && startMs <= span.endMs)) {
      throw usage(`Expected asOfMs inside the simulated world, got ${options.asOfMs}.`);
    }
    return createVirtualClock(machine, startMs, span.endMs, speed);
  });
  const ledger = createLedger(options.ledgerFile);
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, noDelay: true });
  const desk: Desk = {
    dialect,
    world,
    referee: createReferee(dialect.limits, options.referee ?? 'on'),
    ledger,
    delays: createDelays(),
    connections: watchConnections(server, ledger, () => world.clock.nowMs()),
    compress: options.compress ?? true,
    faults: options.faults ?? null,
    latencyMs,
  };
  answerGuarded(server, 'emulator', createHandler(desk));
  const control = createControl(desk, seed);
  const controlServer = options.controlPort === undefined ? null : createControlServer(control, ledger);
  const close = async (): Promise<void> => {
    desk.delays.close();
    await Promise.all([closeServer(server), controlServer && closeServer(controlServer)]);
    await desk.connections.closed();
    ledger.close();
  };
  try {
    const baseUrl = await listenAtUrl(server, host, port);
    const controlUrl = controlServer && (await listenAtUrl(controlServer, host, options.controlPort ?? 0));
    return { baseUrl, controlUrl, ledger, control, world, ledgerFailed: ledger.failed, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function closeServer(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}

function checkAtLeastZero(name: string, value: number): void {
  if (Number.isFinite(value) && value >= 0) return;
  throw usage(`Expected ${name} to be a number ≥ 0, got ${value}.`);
}

function usage(message: string): SquallError {
  return new SquallError('USAGE', message);
}
