import { Text } from '@mantine/core';

import { useTagColours } from '../../api/tags';
import { Label } from '../../kit/label';
import { t } from '../../messages';
import classes from './audience.module.css';

const SHOWN = 3;

/** The first tags of a contact, and how many more there are. */
export function TagList({ tags }: { tags: string[] }) {
  const colourOf = useTagColours();
  return (
    <span className={classes['tags']}>
      {tags.slice(0, SHOWN).map((tag) => (
        <Label key={tag} name={tag} color={colourOf(tag)} />
      ))}
      {tags.length > SHOWN && (
        <Text span size="xs" c="dimmed">
          {t('audience.moreTags', { count: tags.length - SHOWN })}
        </Text>
      )}
    </span>
  );
}
