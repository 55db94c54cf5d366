import { useSession } from '../api/session';
import { useSettings } from '../api/settings';
import type { Role } from '../api/session';

/** Who may do what. The API decides; this table keeps buttons that would be refused off the pages. */
const PERMISSIONS = {
  'audience.edit': ['administrator', 'marketer', 'sales'],
  'audience.import': ['administrator', 'marketer'],
  'segments.edit': ['administrator', 'marketer'],
  'content.edit': ['administrator', 'marketer'],
  'campaigns.edit': ['administrator', 'marketer'],
  'automations.edit': ['administrator', 'marketer'],
  'sales.work': ['administrator', 'marketer', 'sales'],
  'mailbox.read': ['administrator', 'marketer'],
  'settings.edit': ['administrator'],
  'senders.edit': ['administrator', 'marketer'],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof PERMISSIONS;

export function isAllowed(role: Role | undefined, permission: Permission): boolean {
  return role !== undefined && (PERMISSIONS[permission] as readonly Role[]).includes(role);
}

/** Whether the person who is signed in may do it. */
export function useCan(permission: Permission): boolean {
  const role = useSession().data?.user.role;
  const editors = useSettings().data?.segment_editors;
  if (permission === 'segments.edit' && editors === 'administrators' && role !== 'administrator') return false;
  return isAllowed(role, permission);
}
