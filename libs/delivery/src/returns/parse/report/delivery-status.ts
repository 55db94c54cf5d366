import { addressIn } from './address-field.js';

/** One recipient's fields of a message/delivery-status (RFC 3464, 2.3), as they stand there. */
export interface StatusFields {
  readonly address: string;
  /** Lower case; '' when missing. */
  readonly action: string;
  readonly status: string;
  readonly diagnostic: string;
}

const FIELD = /^[ \t]*([A-Za-z][\w-]{2,60})[ \t]*:[ \t]*(.*)$/;
const RECIPIENT = new Set(['final-recipient', 'original-recipient', 'x-actual-recipient']);
const MAX_RECIPIENTS = 500;

type Fields = Map<string, string>;

/**
 * Reads the groups of a delivery status. Writers put blank lines where none belong and leave out those that do, so a
 * new recipient begins where a blank line follows a complete one or where a field comes again.
 */
export function readDeliveryStatus(text: string): StatusFields[] {
  const groups = groupFields(text);
  return groups
    .map(toStatus)
    .filter(({ address, action, status }) => address !== '' || (action !== '' && status !== ''));
}

function groupFields(text: string): Fields[] {
  const groups: Fields[] = [];
  let current: Fields = new Map();
  let last = '';
  const close = (): void => {
    if (current.size > 0 && groups.length < MAX_RECIPIENTS) groups.push(current);
    current = new Map();
  };
  for (const line of text.slice(0, 500_000).split('\n')) {
    const field = FIELD.exec(line);
    if (/^[ \t]/.test(line) && line.trim() !== '' && last !== '' && !isOwnField(field)) {
      current.set(last, `${current.get(last) ?? ''} ${line.trim()}`);
    } else if (line.trim() === '') {
      if (isComplete(current)) close();
      last = '';
    } else if (field) {
      last = (field[1] ?? '').toLowerCase();
      if (current.has(last)) close();
      current.set(last, field[2]?.trim() ?? '');
    }
  }
  close();
  return groups;
}

/** Some writers indent every field. */
function isOwnField(field: RegExpExecArray | null): boolean {
  return /^(final-recipient|original-recipient|action|status|diagnostic-code|remote-mta)$/i.test(field?.[1] ?? '');
}

function isComplete(fields: Fields): boolean {
  const named = [...fields.keys()].some((name) => RECIPIENT.has(name));
  return named ? fields.has('action') || fields.has('status') : fields.has('reporting-mta');
}

function toStatus(fields: Fields): StatusFields {
  const [original, final, actual] = ['original-recipient', 'final-recipient', 'x-actual-recipient'].map((name) =>
    addressIn(fields.get(name) ?? ''),
  );
  return {
    address: original || final || actual || '',
    action: /^[a-z]+/.exec((fields.get('action') ?? '').toLowerCase())?.[0] ?? '',
    status: /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(fields.get('status') ?? '')?.[0] ?? '',
    diagnostic: (fields.get('diagnostic-code') ?? fields.get('x-supplementary-info') ?? '').replace(
      /^[\w-]+\s*;\s*/,
      '',
    ),
  };
}
