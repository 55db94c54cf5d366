import { useSession } from '../api/session';
import { navigation } from './navigation';
import type { NavigationItem } from './navigation';
import { isAllowed } from './permission-table';

/** The navigation of the person who is signed in. */
export function useNavigationItems(): NavigationItem[] {
  const role = useSession().data?.user.role;
  return navigation.filter(({ needs }) => needs === undefined || isAllowed(role, needs));
}
