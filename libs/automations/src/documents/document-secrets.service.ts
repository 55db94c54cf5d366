import { Inject, Injectable } from '@nestjs/common';
import { Database } from '#libs/db';
import { KeptSecrets } from '#libs/ledger';
import type { z } from 'zod';
import type { AutomationDocument, TypedPart } from '../definition/automation-definition.js';
import { AutomationRegistry } from '../registry/automation-registry.js';

/** Puts references in the place of what steps must not show again: documents are read, exported and copied. */
@Injectable()
export class DocumentSecrets {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(KeptSecrets) private readonly kept: KeptSecrets,
    @Inject(AutomationRegistry) private readonly registry: AutomationRegistry,
  ) {}

  /** The document without secrets, which are kept. What is not right yet stays as it was written, to be corrected. */
  async seal(document: AutomationDocument): Promise<AutomationDocument> {
    const texts = Object.values(document.steps).flatMap((step) =>
      this.secretsOf(step).flatMap(([, value]) => textsOf(value)),
    );
    if (texts.length === 0) return document;
    const refs = await this.db.transaction((tx) => this.kept.keep(tx, texts));
    const steps = Object.entries(document.steps).map(([id, step]) => {
      const sealed = this.secretsOf(step).map(([name, value]) => [name, replace(value, refs)] as const);
      return [id, { ...step, ...Object.fromEntries(sealed) }] as const;
    });
    return { ...document, steps: Object.fromEntries(steps) };
  }

  /** The parameters of a step that are secret and of the right shape. */
  private secretsOf(step: TypedPart): [string, unknown][] {
    const definition = this.registry.step(step.type);
    return (definition?.secrets ?? []).flatMap((name): [string, unknown][] => {
      const value: unknown = step[name];
      const schema = definition?.params.shape[name] as z.ZodType | undefined;
      return value !== undefined && schema?.safeParse(value).success === true ? [[name, value]] : [];
    });
  }
}

function textsOf(value: unknown): string[] {
  const texts: unknown[] = typeof value === 'object' && value !== null ? Object.values(value) : [value];
  return texts.filter((text) => typeof text === 'string');
}

function replace(value: unknown, refs: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return refs.get(value) ?? value;
  const members = Object.entries(value as Readonly<Record<string, string>>);
  return Object.fromEntries(members.map(([name, text]) => [name, refs.get(text) ?? text]));
}
