import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from '../support/jest.js';
import { Agent, request } from 'undici';
import { createFaultEngine } from '../../src/emulator/faults/engine.js';
import { startTlsFront } from '../support/tls-front.js';
import { makeCertificates } from '../support/certificates.js';
import { startFaultServer } from '../support/fault-server.js';
import type { Certificate, Certificates } from '../support/certificates.js';
import type { FaultServer } from '../support/fault-server.js';

const BODY = Array.from({ length: 5000 }, (_, index) => index);

let certificates: Certificates;
let server: FaultServer;

beforeAll(async () => {
  certificates = makeCertificates();
  const answer = { status: 200, headers: {}, body: BODY, candles: null };
  server = await startFaultServer(createFaultEngine([], { seed: 1 }), () => answer);
});

afterAll(() => server.close());

/** What a client that trusts our authority gets through a front with this certificate: the JSON, or an error's code. */
async function ask({ key, certificate }: Certificate): Promise<{ got: unknown; handshakes: number }> {
  const front = await startTlsFront({ targetPort: server.port, key, certificate });
  const dispatcher = new Agent({ connect: { ca: certificates.authority } });
  try {
    const { body } = await request(`https://127.0.0.1:${front.port}/`, { dispatcher });
    return { got: await body.json(), handshakes: front.handshakes() };
  } catch (error) {
    return { got: (error as NodeJS.ErrnoException).code, handshakes: front.handshakes() };
  } finally {
    await dispatcher.destroy();
    await front.close();
  }
}

describe('behind TLS', () => {
  test('a good certificate lets everything through', async () => {
    expect(await ask(certificates.good)).toEqual({ got: BODY, handshakes: 1 });
  });

  test.each<[keyof Omit<Certificates, 'authority'>, string]>([
    ['selfSigned', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['expired', 'CERT_HAS_EXPIRED'],
    ['wrongName', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ])('a certificate that is %s is found out by a careful client', async (kind, code) => {
    expect((await ask(certificates[kind])).got).toBe(code);
  });

  test('a plain port is not TLS', async () => {
    const error = request(`https://127.0.0.1:${server.port}/`);
    await expect(error).rejects.toThrow(/wrong version number|packet length too long/);
  });

  test('a front that closes leaves no connection, neither before nor behind it', async () => {
    const { key, certificate } = certificates.good;
    const front = await startTlsFront({ targetPort: server.port, key, certificate });
    const client = connect({ host: '127.0.0.1', port: front.port, ca: certificates.authority });
    await new Promise((resolve) => client.once('secureConnect', resolve));
    client.on('error', () => {});
    const closed = new Promise((resolve) => client.once('close', resolve));
    while (server.connections() === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await front.close();
    client.resume();
    await closed;
    while (server.connections() > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(server.connections()).toBe(0);
  });
});
