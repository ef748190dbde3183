// The child of recorded-exchange.ts: an emulator, and in front of it a server that replays its answers.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Agent, request } from 'undici';
import { startEmulator } from '../../src/emulator/emulator.js';
import type { Ask, Exchanged, Options, ExchangeReport } from './recorded-exchange.js';

interface Recorded {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

const { dialect, markets, latencyMs, isCompressed, moments } = JSON.parse(process.argv[2]) as Options;
const emulator = await startEmulator({
  dialect,
  markets,
  speed: 0,
  referee: 'off',
  compress: isCompressed,
});
const agent = new Agent({ connections: 4 });
/** By moment and path. */
const records = moments.map(() => new Map<string, Recorded>());
let moment = 0;
/** The emulator's own: it does not go back. */
let reached = 0;
let exchanged: Exchanged[] = [];
let inFlight = 0;
let peakInFlight = 0;

async function recordedAnswer({ url = '/', headers }: IncomingMessage): Promise<Recorded> {
  const known = records[moment].get(url);
  if (known !== undefined) return known;
  if (reached !== moment) throw new Error(`Expected ${url} at moment ${moment} to be recorded.`);
  const answer = await request(emulator.baseUrl + url, {
    dispatcher: agent,
    headers: { 'accept-encoding': String(headers['accept-encoding'] ?? 'identity') },
  });
  if (answer.statusCode !== 200) throw new Error(`Expected ${url} to be answered, got ${answer.statusCode}.`);
  const body = Buffer.from(await answer.body.arrayBuffer());
  const { connection: _, 'keep-alive': __, ...kept } = answer.headers as Record<string, string>;
  const recorded = { headers: kept, body };
  records[moment].set(url, recorded);
  return recorded;
}

async function answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
  const arrivedMs = performance.now();
  const bytesBefore = message.socket.bytesWritten;
  peakInFlight = Math.max(peakInFlight, ++inFlight);
  const { headers, body } = await recordedAnswer(message);
  const leftMs = latencyMs - (performance.now() - arrivedMs);
  setTimeout(() => {
    response.sendDate = false;
    response.writeHead(200, headers).end(body, () => {
      inFlight--;
      exchanged.push({ path: message.url ?? '/', bytes: message.socket.bytesWritten - bytesBefore });
    });
  }, leftMs);
}

const server = createServer({ keepAliveTimeout: 60_000, noDelay: true }, (message, response) => {
  answer(message, response).catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    message.socket.destroy();
  });
}).listen(0, '127.0.0.1');
await once(server, 'listening');

const send = (report: ExchangeReport): void => void process.send?.(report);
process.on('message', (ask: Ask) => {
  if (ask.moment !== undefined) {
    moment = ask.moment;
    if (moment > reached) {
      emulator.control.advance(moments[moment] - moments[reached]);
      reached = moment;
    }
  }
  send({ exchanged, peakInFlight });
  exchanged = [];
  peakInFlight = 0;
});
process.once('disconnect', () => process.exit());
const { port } = server.address() as AddressInfo;
send({ baseUrl: `http://127.0.0.1:${port}`, exchanged, peakInFlight });
