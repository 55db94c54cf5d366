import './import-words';

import { Text, Tooltip } from '@mantine/core';

import type { ImportState } from '../../api/imports';
import { formatNumber } from '../../kit/format';
import { t } from '../../messages';
import classes from './imports.module.css';

/** The counters of an import side by side. */
export function ImportNumbers({ state }: { state: ImportState }) {
  const numbers = [
    { label: t('imports.created'), value: state.created },
    { label: t('imports.updated'), value: state.updated },
    { label: t('imports.skipped'), value: state.skipped },
    { label: t('imports.failedRows'), value: state.failed, bad: state.failed > 0 },
    { label: t('imports.kept'), value: state.kept_consents, help: t('imports.keptHelp') },
  ];
  return (
    <dl className={classes['numbers']}>
      {numbers.map(({ label, value, help, bad = false }) => (
        <Tooltip key={label} label={help} disabled={help === undefined}>
          <div className={classes['number']} data-bad={bad || undefined}>
            <Text component="dt" size="xs" c="dimmed">
              {label}
            </Text>
            <dd>{formatNumber(value)}</dd>
          </div>
        </Tooltip>
      ))}
    </dl>
  );
}
