import { Inject, Injectable } from '@nestjs/common';
import { Database, type Queryable, type Tx } from '#libs/db';
import { Clock, SecretRing } from '#libs/kernel';

const PURPOSE = 'kept-secrets';
const PREFIX = 'kept:';
const REF_BYTES = 16;
const BATCH = 500;

// One that is kept already counts as new: nobody may take it for forgotten while a document with it is being saved.
const KEEP = `
  INSERT INTO kept_secrets (ref, sealed, key_id, created_at)
  SELECT ref, sealed, $3, $4 FROM unnest($1::text[], $2::text[]) AS kept (ref, sealed)
  ON CONFLICT (ref) DO UPDATE SET created_at = excluded.created_at`;

const READ = `SELECT ref, sealed FROM kept_secrets WHERE ref = ANY($1::text[])`;

const STALE = `
  SELECT ref, sealed FROM kept_secrets WHERE key_id <> $1 AND ref > $2 ORDER BY ref LIMIT ${String(BATCH)}`;

const RESEAL = `
  UPDATE kept_secrets SET sealed = again.sealed, key_id = $3
  FROM unnest($1::text[], $2::text[]) AS again (ref, sealed) WHERE kept_secrets.ref = again.ref`;

/** Secrets that are used but never shown again. Whoever needs one keeps its reference, `kept:…`. */
@Injectable()
export class KeptSecrets {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(SecretRing) private readonly ring: SecretRing,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  static isRef(text: string): boolean {
    return text.startsWith(PREFIX);
  }

  /** Keeps texts, each once; resolves with their references. What is a reference already stays one. */
  async keep(tx: Tx, texts: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const refs = new Map(texts.map((text) => [text, KeptSecrets.isRef(text) ? text : this.refOf(text)]));
    const fresh = [...refs].filter(([text]) => !KeptSecrets.isRef(text));
    if (fresh.length > 0) {
      const sealed = fresh.map(([text]) => this.ring.seal(PURPOSE, text));
      const params = [fresh.map(([, ref]) => ref), sealed, this.ring.keyId(PURPOSE), this.clock.now()];
      await tx.execute(KEEP, params);
    }
    return refs;
  }

  /** What the references stand for; those that are not kept here, or can't be opened any more, are left out. */
  async open(refs: readonly string[], on: Queryable = this.db): Promise<ReadonlyMap<string, string>> {
    if (refs.length === 0) return new Map();
    const rows = await on.query<{ ref: string; sealed: string }>(READ, [[...new Set(refs)]]);
    return new Map(
      rows.flatMap(({ ref, sealed }) => {
        const text = this.ring.open(PURPOSE, sealed);
        return text === null ? [] : [[ref, text] as const];
      }),
    );
  }

  /** Seals anew what a former secret of the installation sealed, while that is known. Resolves with how many. */
  async reseal(): Promise<number> {
    const keyId = this.ring.keyId(PURPOSE);
    let total = 0;
    for (let last = ''; ;) {
      const rows = await this.db.query<{ ref: string; sealed: string }>(STALE, [keyId, last]);
      const opened = rows.flatMap(({ ref, sealed }) => {
        const text = this.ring.open(PURPOSE, sealed);
        return text === null ? [] : [{ ref, sealed: this.ring.seal(PURPOSE, text) }];
      });
      const params = [opened.map(({ ref }) => ref), opened.map(({ sealed }) => sealed), keyId];
      if (opened.length > 0) total += await this.db.execute(RESEAL, params);
      if (rows.length < BATCH) return total;
      last = rows.at(-1)?.ref ?? '';
    }
  }

  /** The same text has the same reference, so that a draft that saves itself again and again keeps it once. */
  private refOf(text: string): string {
    return PREFIX + this.ring.sign(PURPOSE, text, REF_BYTES);
  }
}
