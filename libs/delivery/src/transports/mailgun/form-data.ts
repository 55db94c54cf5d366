import { randomBytes } from 'node:crypto';

interface FormField {
  readonly name: string;
  readonly value: string | Buffer;
  /** Makes it a file. */
  readonly filename?: string;
}

/** multipart/form-data (RFC 7578) in one piece. Names are our own; a value holds anything. */
export function writeFormData(fields: readonly FormField[]): { readonly contentType: string; readonly body: Buffer } {
  // 144 bits of chance: no value holds it.
  const boundary = `tidings-${randomBytes(18).toString('base64url')}`;
  const parts = fields.flatMap(({ name, value, filename }) => {
    const file = filename === undefined ? '' : `; filename="${filename}"\r\nContent-Type: application/octet-stream`;
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n`;
    return [Buffer.from(head), typeof value === 'string' ? Buffer.from(value) : value, Buffer.from('\r\n')];
  });
  const body = Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]);
  return { contentType: `multipart/form-data; boundary=${boundary}`, body };
}
