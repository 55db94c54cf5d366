import { useCallback, useMemo } from 'react';
import { useLocation, useNavigate, useSearchParams } from 'react-router';

interface Trail {
  trail?: string[];
}

export interface TableState {
  search: string;
  /** `name` ascending, `-name` descending, '' as the server likes. */
  sort: string;
  /** Where this page of the list begins; '' for the first. */
  cursor: string;
  /** True when "Previous" knows where to go. */
  isDeep: boolean;
  filter: (name: string) => string;
  /** Changes filters and returns to the first page. */
  change: (values: Record<string, string>) => void;
  next: (cursor: string) => void;
  previous: () => void;
}

/** Search, sort, filters and page of a list, kept in the address so that reload, back and sharing work. */
export function useTableState(): TableState {
  const [parameters, setParameters] = useSearchParams();
  const location = useLocation();
  const navigate = useNavigate();
  const trail = useMemo(() => (location.state as Trail | null)?.trail ?? [], [location.state]);
  const cursor = parameters.get('cursor') ?? '';

  const change = useCallback(
    (values: Record<string, string>) => {
      setParameters(
        (current) => {
          const next = new URLSearchParams(current);
          next.delete('cursor');
          for (const [name, value] of Object.entries(values)) {
            if (value === '') next.delete(name);
            else next.set(name, value);
          }
          return next;
        },
        { replace: true },
      );
    },
    [setParameters],
  );

  const goTo = (target: string, passed: string[]) => {
    const next = new URLSearchParams(parameters);
    if (target === '') next.delete('cursor');
    else next.set('cursor', target);
    void navigate({ search: next.toString() }, { state: { trail: passed } satisfies Trail });
  };

  return {
    search: parameters.get('search') ?? '',
    sort: parameters.get('sort') ?? '',
    cursor,
    isDeep: cursor !== '',
    filter: (name) => parameters.get(name) ?? '',
    change,
    next: (target) => goTo(target, [...trail, cursor]),
    previous: () => goTo(trail.at(-1) ?? '', trail.slice(0, -1)),
  };
}
