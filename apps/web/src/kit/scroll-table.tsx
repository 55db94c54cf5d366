import { Table } from '@mantine/core';
import type { ReactNode } from 'react';

import classes from './data-table.module.css';

interface ScrollTableProps {
  label: string;
  /** Below this width (px) the table scrolls sideways. */
  minWidth: number;
  children: ReactNode;
}

/** A plain table that scrolls sideways where it does not fit, also by keyboard. */
export function ScrollTable({ label, minWidth, children }: ScrollTableProps) {
  return (
    <Table.ScrollContainer minWidth={minWidth} type="native" tabIndex={0} role="region" aria-label={label}>
      <Table className={classes['table']} verticalSpacing={6} tabularNums aria-label={label}>
        {children}
      </Table>
    </Table.ScrollContainer>
  );
}
