import { Text, VisuallyHidden } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';

import type { ClauseVerdict } from '../../api/segment-life';
import { t } from '../../messages';
import { LEVELS_DRAWN } from './condition';
import classes from './verdict-tree.module.css';

/** A condition tree with a verdict and the fact for each clause. */
export function VerdictTree({ clause, level = 1 }: { clause: ClauseVerdict; level?: number }) {
  const Icon = clause.verdict ? IconCheck : IconX;
  return (
    <div className={classes['clause']} data-verdict={clause.verdict}>
      <div className={classes['line']}>
        <Icon size={16} aria-hidden className={classes['mark']} />
        <VisuallyHidden>{clause.verdict ? t('conditions.verdict.met') : t('conditions.verdict.notMet')}</VisuallyHidden>
        <Text size="sm">{clause.text}</Text>
      </div>
      {clause.clauses.length > 0 && level > LEVELS_DRAWN && <Text size="sm">{t('conditions.words.deeper')}</Text>}
      {clause.clauses.length > 0 && level <= LEVELS_DRAWN && (
        <ul className={classes['clauses']}>
          {clause.clauses.map((inner) => (
            <li key={inner.path}>
              <VerdictTree clause={inner} level={level + 1} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
