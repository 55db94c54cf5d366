import type { TriggerCause } from './define-trigger.js';

/**
 * What `event.*` shows of an event: its properties, and its name unless a property has that name, and its time and
 * value. A value is a JSON number here, so that conditions and templates can compute with it.
 */
export function eventFacts({ event }: TriggerCause): Readonly<Record<string, unknown>> {
  if (!event) return {};
  return {
    name: event.name,
    ...event.properties,
    occurred_at: event.occurredAt.toISOString(),
    ...(event.value === null ? {} : { value: Number(event.value), currency: event.currency }),
  };
}
