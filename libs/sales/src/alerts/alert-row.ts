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
  /** Of the automation that made it: mail of one that must stay in the house (the demo) must not leave this way. */
  readonly senderId: number | null;
}

/** The columns of AlertFacts, for a statement over `sales_alerts` under its own name. */
export const ALERT_FACTS = `id, contact_id AS "contactId", message, assigned_to AS "assignedTo", due_at AS "dueAt",
  (SELECT (v.definition #>> '{sends,sender_id}')::bigint
   FROM automations a JOIN automation_versions v ON v.automation_id = a.id AND v.version = a.published_version
   WHERE a.id = sales_alerts.automation_id) AS "senderId"`;
