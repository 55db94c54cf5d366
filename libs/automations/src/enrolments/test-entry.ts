import type { CompiledAutomation, EntryRules } from '../definition/compile-automation.js';

/** Whoever tries an automation does so again and again, without waiting for it, and takes nobody's place. */
export function testEntry({ again, ...rest }: EntryRules): EntryRules {
  return { ...rest, again: again === 'always' ? 'always' : 'after_exit', cooldown: null, limit: null };
}

/** The rules as they hold for one contact. */
export function entryOf({ entry, test }: CompiledAutomation, contactId: number): EntryRules {
  return test.contacts.has(contactId) ? testEntry(entry) : entry;
}
