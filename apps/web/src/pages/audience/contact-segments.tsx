import { Text } from '@mantine/core';

import { useContactSegments } from '../../api/contacts';
import { Label } from '../../kit/label';
import { Section } from '../../kit/page';
import { RelativeTime } from '../../kit/relative-time';
import { t } from '../../messages';
import classes from './audience.module.css';

/** The segments that a person is in now, with their colours and since when. */
export function ContactSegments({ id }: { id: number }) {
  const segments = useContactSegments(id).data?.data;
  return (
    <Section title={t('contact.segments')}>
      {segments?.length === 0 && <Text c="dimmed">{t('contact.noSegments')}</Text>}
      <ul className={classes['lines']}>
        {segments?.map((segment) => (
          <li key={segment.id} className={classes['line']}>
            <Label name={segment.name} color={segment.color} to={`/segments/${segment.id}`} />
            {segment.entered_at !== undefined && <RelativeTime at={segment.entered_at} dimmed />}
          </li>
        ))}
      </ul>
    </Section>
  );
}
