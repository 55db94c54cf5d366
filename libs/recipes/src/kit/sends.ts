interface SendAnswers {
  readonly topic: string;
  readonly sender?: number | undefined;
}

const QUIET_HOURS = { from: '21:00', to: '08:00', zone: 'contact' };

/** How the mails of a recipe go: on its topic, by the chosen sender, and not at night unless somebody waits for them. */
export function sendsOf({ topic, sender }: SendAnswers, { atOnce = false } = {}): Readonly<Record<string, unknown>> {
  return {
    topic,
    ...(sender === undefined ? {} : { sender_id: sender }),
    ...(atOnce ? {} : { quiet_hours: QUIET_HOURS }),
  };
}

/** Who in sales is told when a contact has no owner. */
export function salesOf(person: number | undefined): Readonly<Record<string, unknown>> {
  return person === undefined ? {} : { sales: { fallback_user: person } };
}
