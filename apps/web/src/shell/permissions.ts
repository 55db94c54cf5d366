import { useSession } from '../api/session';
import { useSettings } from '../api/settings';
import { isAllowed } from './permission-table';
import type { Permission } from './permission-table';

/** Whether the person who is signed in may do it. */
export function useCan(permission: Permission): boolean {
  const role = useSession().data?.user.role;
  const editors = useSettings().data?.segment_editors;
  if (permission === 'segments.edit' && editors === 'administrators' && role !== 'administrator') return false;
  return isAllowed(role, permission);
}
