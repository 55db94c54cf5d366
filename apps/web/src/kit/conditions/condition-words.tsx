import { Text } from '@mantine/core';

import { t } from '../../messages';
import { groupOf, leavesOf, LEVELS_DRAWN, rooted } from './condition';
import type { Condition, Leaf } from './condition';
import classes from './conditions.module.css';
import { leafWords } from './describe';
import type { Names } from './describe';
import { useNames } from './use-names';

function Node({ node, names, level = 1 }: { node: Condition; names: Names; level?: number }) {
  const group = groupOf(node);
  if (!group) return leafWords(node as Leaf, names);
  if (level > LEVELS_DRAWN) return t('conditions.words.deeper');
  if (group.children.length === 0) {
    return group.kind === 'any' ? t('conditions.words.nobody') : t('conditions.words.everybody');
  }
  const [only] = group.children;
  if (group.children.length === 1 && group.kind !== 'none' && only) {
    return <Node node={only} names={names} level={level + 1} />;
  }
  return (
    <>
      <span className={classes['wordsHead']}>{t(`conditions.words.${group.kind}`)}</span>
      <ul className={classes['words']}>
        {group.children.map((child, index) => (
          <li key={index}>
            <Node node={child} names={names} level={level + 1} />
          </li>
        ))}
      </ul>
    </>
  );
}

/** A condition tree as sentences. */
export function ConditionWords({ condition }: { condition: Condition | null | undefined }) {
  const node = rooted(condition);
  const names = useNames(leavesOf(node));
  return (
    <Text component="div">
      <Node node={node} names={names} />
    </Text>
  );
}
