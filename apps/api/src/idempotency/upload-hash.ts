import { createHash } from 'node:crypto';

interface Part {
  readonly fieldname: string;
  readonly filename?: string;
}

/**
 * What makes two uploads the same: the names and the content of their parts, not the boundary, which a client makes up
 * anew each time. Counts along while the parts are read; none is kept.
 */
export class UploadHash {
  private readonly parts = createHash('sha256');
  private open = 0;

  /** Hands the bytes of a part on. */
  async *follow({ fieldname, filename }: Part, bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    const content = createHash('sha256');
    this.open += 1;
    for await (const chunk of bytes) {
      content.update(chunk);
      yield chunk;
    }
    this.parts.update(`${JSON.stringify([fieldname, filename ?? null, content.digest('hex')])}\n`);
    this.open -= 1;
  }

  /** Null when a part was not read to its end, as a preview does. */
  digest(): Buffer | null {
    return this.open === 0 ? this.parts.digest() : null;
  }
}

/** Of the request as a whole: its head, and the upload that came after it, if one did. */
export function wholeHash(head: Buffer, upload: Buffer | null): Buffer {
  return upload ? createHash('sha256').update(head).update(upload).digest() : head;
}
