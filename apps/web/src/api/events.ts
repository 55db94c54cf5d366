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

/** Names to offer where an event is asked for. */
export function useEventNames(): string[] {
  return USUAL_EVENTS;
}
