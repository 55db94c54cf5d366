import type { CompiledTemplate } from '../compiled-template.js';

/** A compiled template of 14 KB takes some 60 KB; a busy installation sends from a few dozen versions at a time. */
const MAX_ENTRIES = 200;

/** Keeps the versions that were used last. A version never changes, so nothing has to be thrown away but for room. */
export class CompiledTemplateCache {
  private readonly entries = new Map<string, Promise<CompiledTemplate>>();

  constructor(private readonly maxEntries = MAX_ENTRIES) {}

  /** Two that ask at once share one compilation; one that fails is not kept. */
  async get(key: string, compile: () => Promise<CompiledTemplate>): Promise<CompiledTemplate> {
    const entry = this.entries.get(key) ?? compile();
    this.entries.delete(key);
    this.entries.set(key, entry);
    const [oldest] = this.entries.keys();
    if (this.entries.size > this.maxEntries && oldest !== undefined) this.entries.delete(oldest);
    try {
      return await entry;
    } catch (error) {
      this.entries.delete(key);
      throw error;
    }
  }
}
