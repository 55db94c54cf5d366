import { useSuggestions } from './suggestions';

/** Events that Tidings or its site script make, or that shops usually send. Any other name can be typed. */
const USUAL_EVENTS = [
  'page_viewed',
  'product_viewed',
  'cart_created',
  'order_completed',
  'purchase',
  'form_submitted',
  'ticket_opened',
];

/** Names to offer where an event is asked for: those that came in first. */
export function useEventNames(): string[] {
  return [...new Set([...useSuggestions({}), ...USUAL_EVENTS])];
}

/** Names of events that came in. */
export function useSeenEvents(): string[] {
  return useSuggestions({});
}
