import type { ConditionProblem } from '#libs/conditions';
import type { FieldError } from '#libs/kernel';
import type { AutomationDocument } from '../definition/automation-definition.js';
import type { AutomationEntity, AutomationStatus } from './automation.entity.js';

interface Stored {
  readonly id: number;
  readonly status: AutomationStatus;
  readonly version: number;
  readonly published_version: number | null;
  readonly created_at: Date;
  readonly updated_at: Date;
}

/** The document as it was saved, and what is known about it. */
export interface AutomationView extends Stored, AutomationDocument {
  /** Allowed, but hardly meant. Only in the answer to a save and to publishing. */
  readonly warnings?: readonly ConditionProblem[];
  /** Why it can't be published as it is. Only in the answer to a save that asked for it. */
  readonly problems?: readonly FieldError[];
}

/** What a save found. */
type Findings = Pick<AutomationView, 'warnings' | 'problems'>;

/** A line of the list: without the steps. */
export interface AutomationSummary extends Stored, Pick<AutomationDocument, 'name' | 'description' | 'triggers'> {
  readonly folder: string | null;
  /** How many are under way now. */
  readonly active: number;
}

/** What an answer adds to a document. */
export const STORED_MEMBERS: readonly string[] = [
  ...['id', 'status', 'version', 'published_version', 'created_at', 'updated_at'],
  ...['warnings', 'problems'],
];

/**
 * The document in what was sent: an answer as it came, from here or elsewhere, is one. In anything else a member that
 * only answers have is somebody's mistake, and is left for the checker.
 */
export function toDocument(sent: unknown): unknown {
  const isAnswer =
    typeof sent === 'object' &&
    sent !== null &&
    ['id', 'status', 'created_at'].every((name) => Object.hasOwn(sent, name));
  if (!isAnswer) return sent;
  return Object.fromEntries(Object.entries(sent).filter(([name]) => !STORED_MEMBERS.includes(name)));
}

export function toView(entity: AutomationEntity, findings: Findings = {}): AutomationView {
  return { ...toStored(entity), ...entity.draft, ...findings };
}

export function toSummary(entity: AutomationEntity, active: number): AutomationSummary {
  const { name, description, triggers } = entity.draft;
  const rest = { folder: entity.folder, triggers, active };
  return { ...toStored(entity), name, ...(description === undefined ? {} : { description }), ...rest };
}

function toStored(entity: AutomationEntity): Stored {
  return {
    id: entity.id,
    status: entity.status,
    version: entity.version,
    published_version: entity.publishedVersion,
    created_at: entity.createdAt,
    updated_at: entity.updatedAt,
  };
}
