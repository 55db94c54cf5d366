import { afterQuietHours, isTimeZone, type QuietHours } from '#libs/kernel';

/** Quiet hours and the zone whose clock they go by: `contact`, `organisation`, or an IANA name. */
export type QuietRule = QuietHours & { readonly zone: string };

/** The end of one rule's hours may lie within another's; each pass gets past one of them. */
const MAX_PASSES = 10;

/**
 * D65. When a mail may leave: now, or at the first moment outside of all quiet hours. Days on which the clock changes
 * are taken as the clock shows them. Rules that leave no moment at all leave it at the last end that was found.
 */
export function afterAllQuietHours(
  now: Date,
  rules: readonly QuietRule[],
  zones: { readonly contact: string | null; readonly organisation: string },
): Date {
  let at = now;
  for (let pass = 0; pass < MAX_PASSES; pass += 1) {
    const next = rules.reduce((moment, rule) => afterQuietHours(moment, rule, zoneOf(rule, zones)), at);
    if (next.getTime() === at.getTime()) break;
    at = next;
  }
  return at;
}

function zoneOf(
  { zone }: QuietRule,
  { contact, organisation }: { readonly contact: string | null; readonly organisation: string },
): string {
  if (zone === 'organisation') return organisation;
  const wanted = zone === 'contact' ? contact : zone;
  return wanted !== null && isTimeZone(wanted) ? wanted : organisation;
}
