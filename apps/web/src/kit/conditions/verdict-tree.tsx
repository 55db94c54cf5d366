import { Text, VisuallyHidden } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';

import type { ClauseVerdict } from '../../api/segment-life';
import { t } from '../../messages';
import classes from './verdict-tree.module.css';

/** A condition tree with a verdict and the fact for each clause. */
export function VerdictTree({ clause }: { clause: ClauseVerdict }) {
  const Icon = clause.verdict ? IconCheck : IconX;
  return (
    <div className={classes['clause']} data-verdict={clause.verdict}>
      <div className={classes['line']}>
        <Icon size={16} aria-hidden className={classes['mark']} />
        <VisuallyHidden>{clause.verdict ? t('conditions.verdict.met') : t('conditions.verdict.notMet')}</VisuallyHidden>
        <Text size="sm">{clause.text}</Text>
      </div>
      {clause.clauses.length > 0 && (
        <ul className={classes['clauses']}>
          {clause.clauses.map((inner) => (
            <li key={inner.path}>
              <VerdictTree clause={inner} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
