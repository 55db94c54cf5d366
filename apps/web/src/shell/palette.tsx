import '@mantine/spotlight/styles.css';

import { useDebouncedValue } from '@mantine/hooks';
import { Spotlight, spotlight } from '@mantine/spotlight';
import type { SpotlightActionGroupData } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { useNavigate } from 'react-router';

import { FOUND_KINDS, useSearch } from '../api/search';
import type { Found, FoundKind } from '../api/search';
import { t } from '../messages';
import { useNavigationItems } from './use-navigation-items';

const TYPING_PAUSE_MS = 150;

/** Where a thing that was found opens. */
const OPENS: Record<FoundKind, (id: number) => string> = {
  contacts: (id) => `/audience/${id}`,
  segments: (id) => `/segments/${id}`,
  templates: (id) => `/templates/${id}`,
  campaigns: (id) => `/campaigns/${id}`,
  automations: (id) => `/automations/${id}`,
};

function matches(label: string, query: string): boolean {
  return label.toLowerCase().includes(query.trim().toLowerCase());
}

/** Spotlight marks the first line, which Enter opens, when somebody types; what is found is there only later. */
function markFirst(): void {
  if (document.querySelector('.mantine-Spotlight-actionsList [data-selected]')) return;
  firstAction()?.setAttribute('data-selected', 'true');
}

function firstAction(): HTMLElement | null {
  return document.querySelector('.mantine-Spotlight-actionsList [data-action]');
}

/** ⌘K: any page, contact, segment, template, campaign and automation by a piece of its name. */
export function Palette({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate();
  const pages = useNavigationItems();
  const [query, setQuery] = useState('');
  const [settled] = useDebouncedValue(query, TYPING_PAUSE_MS);
  const { data, isFetching } = useSearch(settled);
  const found = data ?? [];

  const [entered, setEntered] = useState(false);
  const isLooking = isFetching || settled !== query;

  useEffect(() => spotlight.open(), []);
  useEffect(markFirst, [data]);
  useEffect(() => {
    if (!entered || isLooking) return;
    setEntered(false);
    firstAction()?.click();
  }, [entered, isLooking]);

  /** Who types fast presses Enter before anything is found: it then opens what is. */
  const onKeyDown = ({ key, nativeEvent }: KeyboardEvent) => {
    if (key !== 'Enter' || nativeEvent.isComposing) return;
    markFirst();
    if (isLooking && !firstAction()) setEntered(true);
  };

  const open = (to: string) => () => void navigate(to);
  const toAction = ({ kind, id, label, detail = '' }: Found) => ({
    id: `${kind}:${id}`,
    label,
    description: detail,
    onClick: open(OPENS[kind](id)),
  });
  const groups: SpotlightActionGroupData[] = [
    {
      group: t('palette.pages'),
      actions: pages
        .filter(({ label }) => matches(t(label), query))
        .map(({ to, label, icon: Picture }) => ({
          id: to,
          label: t(label),
          leftSection: <Picture size={18} stroke={1.7} aria-hidden />,
          onClick: open(to),
        })),
    },
    ...FOUND_KINDS.map((kind) => ({
      group: t(`palette.${kind}`),
      actions: query.trim().length > 1 ? found.filter((each) => each.kind === kind).map(toAction) : [],
    })),
  ].filter(({ actions }) => actions.length > 0);

  return (
    <Spotlight
      actions={groups}
      filter={(_query, actions) => actions}
      query={query}
      onQueryChange={(typed) => {
        setQuery(typed);
        setEntered(false);
      }}
      onSpotlightClose={onClose}
      shortcut={null}
      highlightQuery
      scrollable
      nothingFound={isFetching ? t('palette.searching') : t('palette.nothing')}
      searchProps={{
        leftSection: <IconSearch size={18} aria-hidden />,
        placeholder: t('palette.placeholder'),
        'aria-label': t('palette.placeholder'),
        onKeyDown,
      }}
    />
  );
}
