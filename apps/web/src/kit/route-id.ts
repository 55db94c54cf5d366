import { useParams } from 'react-router';

/** The id in the address of a page; 0 when it is not a number. */
export function useRouteId(name = 'id'): number {
  const text = useParams()[name] ?? '';
  return /^\d{1,15}$/.test(text) ? Number(text) : 0;
}
