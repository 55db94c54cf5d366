export { ActivityContactOwner } from './activity.contact-owner.js';
export { event } from './conditions/event/event.condition.js';
export { sequence } from './conditions/sequence/sequence.condition.js';
export { CurrencyRates, type CurrencyRate, type SeenCurrency } from './currencies/currency-rates.service.js';
export { EventsImportKind } from './imports/events.import-kind.js';
export { ActivityModule } from './activity.module.js';
export { EventIngest } from './ingest/event-ingest.js';
export { type EventContact, type EventError, type EventInput, type EventResult } from './ingest/event-input.js';
export { suggestEventNames, suggestProperties, suggestPropertyValues } from './suggestions/event-suggestions.js';
