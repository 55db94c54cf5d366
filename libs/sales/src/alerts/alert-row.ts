export type AlertKind = 'alert' | 'task';
export type AlertStatus = 'open' | 'claimed' | 'done';

/** An alert or a task that is to be written. */
export interface NewAlert {
  readonly kind: AlertKind;
  readonly contactId: number;
  readonly automationId: number | null;
  /** With contact and automation unique for ever: the second attempt at a step writes nothing. */
  readonly occurrence: string;
  readonly message: string;
  /** null = nobody: the administrators are told. */
  readonly assignedTo: number | null;
  readonly dueAt: Date | null;
  /** A duration as `1d`; null = no reminders. */
  readonly remindEvery: string | null;
  readonly nextReminderAt: Date | null;
}

/** What a mail about an alert needs to know. */
export interface AlertFacts {
  readonly id: number;
  readonly contactId: number;
  readonly message: string;
  readonly assignedTo: number | null;
  readonly dueAt: Date | null;
}

/** The columns of AlertFacts. */
export const ALERT_FACTS = `id, contact_id AS "contactId", message, assigned_to AS "assignedTo", due_at AS "dueAt"`;
