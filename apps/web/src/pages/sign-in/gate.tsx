import { Paper, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { Address } from '../../kit/address';

import { t } from '../../messages';
import classes from './gate.module.css';

/** The frame of the pages before the door: brand, a card in the middle. */
export function Gate({ title, intro, children }: { title: string; intro?: string; children: ReactNode }) {
  return (
    <main className={classes['gate']}>
      <div className={classes['column']}>
        <div className={classes['brand']}>
          <img src="/favicon.svg" alt="" className={classes['mark']} />
          {t('shell.product')}
        </div>
        <Paper className={classes['card']} shadow="sm">
          <Stack gap="md">
            <Stack gap={4}>
              <Title order={1}>{title}</Title>
              {intro !== undefined && (
                <Text c="dimmed">
                  <Address>{intro}</Address>
                </Text>
              )}
            </Stack>
            {children}
          </Stack>
        </Paper>
      </div>
    </main>
  );
}
