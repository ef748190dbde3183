import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Certificate {
  /** PEM. */
  readonly key: string;
  readonly certificate: string;
}

export interface Certificates {
  /** PEM of the authority that signed all but the self-signed one. */
  readonly authority: string;
  readonly good: Certificate;
  readonly selfSigned: Certificate;
  readonly expired: Certificate;
  readonly wrongName: Certificate;
}

const HERE = 'DNS:localhost,IP:127.0.0.1';

/** An authority and its certificates, made by openssl on the spot; good for one day, on this machine's names only. */
export function makeCertificates(): Certificates {
  const folder = mkdtempSync(join(tmpdir(), 'squall-tls-'));
  const at = (name: string) => join(folder, name);
  const read = (name: string) => readFileSync(at(name), 'utf8');
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const key = (name: string) => [
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-keyout',
    name,
  ];
  const selfSigned = (name: string, subject: string, ...more: string[]) =>
    openssl(
      'req',
      '-x509',
      ...key(`${name}.key`),
      '-out',
      `${name}.pem`,
      '-subj',
      subject,
      '-days',
      '1',
      ...more,
    );
  const signed = (name: string, names: string, days: number): Certificate => {
    writeFileSync(at(`${name}.ext`), `subjectAltName=${names}\n`);
    openssl('req', ...key(`${name}.key`), '-out', `${name}.csr`, '-subj', '/CN=localhost');
    const authority = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial'];
    const until = ['-days', String(days), '-extfile', `${name}.ext`];
    openssl('x509', '-req', '-in', `${name}.csr`, ...authority, ...until, '-out', `${name}.pem`);
    return { key: read(`${name}.key`), certificate: read(`${name}.pem`) };
  };
  try {
    selfSigned('ca', '/CN=Squall test authority');
    selfSigned('self', '/CN=localhost', '-addext', `subjectAltName=${HERE}`);
    return {
      authority: read('ca.pem'),
      good: signed('good', HERE, 1),
      selfSigned: { key: read('self.key'), certificate: read('self.pem') },
      expired: signed('expired', HERE, -1),
      wrongName: signed('wrong', 'DNS:exchange.example', 1),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
