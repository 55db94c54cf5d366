import { createHash } from 'node:crypto';
import { extname } from 'node:path';
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';

const gzipped = promisify(gzip);

/** As small as gzip can: a file is compressed once and sent many times. */
const compress = (body: Buffer): Promise<Buffer> => gzipped(body, { level: constants.Z_BEST_COMPRESSION });

/** What a build of the web app consists of. */
const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

const COMPRESSIBLE = /^(text|application)\/|svg/;

/** A file of the web app, ready to be sent. */
export interface Asset {
  readonly type: string;
  readonly body: Buffer;
  /** null where compressing gains nothing. */
  readonly gzipped: Buffer | null;
  readonly etag: string;
  /** Its name changes with its content, so that browsers need never ask again. */
  readonly immutable: boolean;
}

export async function makeAsset(path: string, body: Buffer): Promise<Asset> {
  const type = TYPES[extname(path)] ?? 'application/octet-stream';
  const small = COMPRESSIBLE.test(type) ? await compress(body) : null;
  return {
    type,
    body,
    gzipped: small && small.length < body.length ? small : null,
    etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
    immutable: path.startsWith('assets/'),
  };
}
