import { createServer } from 'node:net';
import { createRng, keyOf } from '../../../src/util/rng.js';
import {
  closeServer,
  connectLoopback,
  listenOnLoopback,
  openSockets,
} from '../../../src/emulator/loopback.js';
import { stageOf } from './pipes.js';
import { createTimers } from './timers.js';
import { checkToxic } from './toxic.js';
import type { Socket } from 'node:net';
import type { Duplex, Transform } from 'node:stream';
import type { Rng } from '../../../src/util/rng.js';
import type { Timers } from './timers.js';
import type { Direction, Toxic } from './toxic.js';

export interface TcpProxyOptions {
  /** A port of this machine. */
  readonly targetPort: number;
  readonly toxics?: readonly Toxic[];
  /** Seed of the jitter; default 0. */
  readonly seed?: number;
  /** Default: any free one. */
  readonly port?: number;
}

export interface TcpProxy {
  readonly port: number;
  /** Clients connected now. */
  connections(): number;
  /** From now on; existing connections keep theirs, unless all are rejected: that ends them. */
  setToxics(toxics: readonly Toxic[]): Promise<void>;
  /** Ends every connection and timer. */
  close(): Promise<void>;
}

/**
 * A TCP proxy on loopback in front of a port on loopback, with toxics in between.
 * @throws {RangeError} a toxic out of its range; the system's error if the port is not available.
 */
export async function startTcpProxy(options: TcpProxyOptions): Promise<TcpProxy> {
  let toxics = checked(options.toxics ?? []);
  let accepted = 0;
  const server = createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true }, (client) => {
    client.on('error', () => {});
    serve(client, options.targetPort, toxics, createRng(keyOf(options.seed ?? 0, String(accepted++))));
  });
  const clients = openSockets(server);
  // The port is taken even if everybody is rejected, so that it is known and stays ours to open.
  const port = await listenOnLoopback(server, options.port ?? 0);
  const setToxics = async (next: readonly Toxic[]): Promise<void> => {
    toxics = checked(next);
    const refuses = toxics.some(({ type }) => type === 'refuse');
    if (refuses) await closeServer(server, clients);
    else if (!server.listening) await listenOnLoopback(server, port);
  };
  await setToxics(toxics);
  return { port, connections: () => clients.size, setToxics, close: () => closeServer(server, clients) };
}

function checked(toxics: readonly Toxic[]): readonly Toxic[] {
  toxics.forEach(checkToxic);
  return toxics;
}

/** Keeps one connection until it ends. It is paused when it comes. */
function serve(client: Socket, targetPort: number, toxics: readonly Toxic[], random: Rng): void {
  const timers = createTimers();
  client.once('close', () => timers.clear());
  const find = <T extends Toxic['type']>(type: T) =>
    toxics.find((toxic): toxic is Extract<Toxic, { type: T }> => toxic.type === type);

  const reset = find('reset_peer');
  if (reset !== undefined) void timers.sleep(reset.afterMs ?? 0).then(() => client.resetAndDestroy());

  if (find('accept_never_read') !== undefined) return;

  const timeout = find('timeout');
  if (timeout !== undefined) {
    // Read, so that the client's own end is noticed.
    client.resume();
    client.once('end', () => client.end());
    if (timeout.afterMs) void timers.sleep(timeout.afterMs).then(() => client.destroy());
    return;
  }
  forward(client, connectLoopback(targetPort), toxics, timers, random);
}

function forward(
  client: Socket,
  server: Socket,
  toxics: readonly Toxic[],
  timers: Timers,
  random: Rng,
): void {
  const stagesOf = (direction: Direction, from: Socket, to: Socket): Transform[] =>
    toxics
      .filter((toxic) => (('direction' in toxic && toxic.direction) || 'downstream') === direction)
      .map((toxic) =>
        stageOf(toxic, timers, random, () => {
          to.once('finish', () => {
            from.destroy();
            to.destroy();
          });
        }),
      )
      .filter((stage) => stage !== null);
  const chain = (from: Socket, to: Socket, stages: readonly Transform[]): Duplex =>
    [...stages, to].reduce<Duplex>((last, next) => last.pipe(next), from);
  chain(client, server, stagesOf('upstream', client, server));
  chain(server, client, stagesOf('downstream', server, client));
  // A connection that broke on one side breaks on the other, as if nothing were in between.
  client.once('error', () => void server.resetAndDestroy());
  server.once('error', () => void client.resetAndDestroy());
  client.once('close', () => server.destroy());
  server.once('close', () => {
    // Else its end is on its way to the client, through the stages.
    if (!server.readableEnded) client.destroySoon();
  });
}
