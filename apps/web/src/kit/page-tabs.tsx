import { Tabs } from '@mantine/core';
import type { ReactNode } from 'react';

import { useInSight } from './in-sight';
import classes from './page-tabs.module.css';

interface PageTabsProps<T extends string> {
  tabs: readonly T[];
  labelOf: (tab: T) => string;
  value: T;
  onChange: (tab: T) => void;
  /** A `Tabs.Panel` per tab. */
  children: ReactNode;
}

/** The tabs of a page, always in one line: where there are too many for it, the line scrolls. */
export function PageTabs<T extends string>({ tabs, labelOf, value, onChange, children }: PageTabsProps<T>) {
  const row = useInSight<HTMLDivElement>(value);
  const choose = (name: string | null) => {
    const tab = tabs.find((each) => each === name);
    if (tab !== undefined) onChange(tab);
  };
  return (
    <Tabs value={value} onChange={choose} keepMounted={false}>
      <div ref={row} className={classes['row']}>
        <Tabs.List className={classes['list'] ?? ''}>
          {tabs.map((tab) => (
            <Tabs.Tab key={tab} value={tab} className={classes['tab'] ?? ''}>
              {labelOf(tab)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
      </div>
      {children}
    </Tabs>
  );
}
