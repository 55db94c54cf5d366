import { ActionIcon, Collapse, Text, Tooltip } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconHelpCircle } from '@tabler/icons-react';

import { useContactSegments } from '../../api/contacts';
import type { ContactSegment } from '../../api/contacts';
import { NextChange } from '../../kit/conditions/next-change';
import { VerdictTree } from '../../kit/conditions/verdict-tree';
import { Label } from '../../kit/label';
import { Section } from '../../kit/page';
import { RelativeTime } from '../../kit/relative-time';
import { t } from '../../messages';
import classes from './audience.module.css';

function Membership({ segment }: { segment: ContactSegment }) {
  const { id, name, color, entered_at: enteredAt, why, next_change: next } = segment;
  const [opened, { toggle }] = useDisclosure(false);
  const label = t('contact.whySegment', { segment: name });
  return (
    <li>
      <div className={classes['line']}>
        <Label name={name} color={color} to={`/segments/${id}`} />
        <span className={classes['lineEnd']}>
          {enteredAt !== undefined && <RelativeTime at={enteredAt} dimmed />}
          {why && (
            <Tooltip label={label}>
              <ActionIcon variant="subtle" color="gray" aria-label={label} aria-expanded={opened} onClick={toggle}>
                <IconHelpCircle size={16} aria-hidden />
              </ActionIcon>
            </Tooltip>
          )}
        </span>
      </div>
      {next && <NextChange change={next} />}
      {why && (
        <Collapse expanded={opened}>
          <VerdictTree clause={why} />
        </Collapse>
      )}
    </li>
  );
}

/** The segments that a person is in now, since when, why, and when that ends by itself. */
export function ContactSegments({ id }: { id: number }) {
  const segments = useContactSegments(id).data?.data;
  return (
    <Section title={t('contact.segments')}>
      {segments?.length === 0 && <Text c="dimmed">{t('contact.noSegments')}</Text>}
      <ul className={classes['lines']}>
        {segments?.map((segment) => (
          <Membership key={segment.id} segment={segment} />
        ))}
      </ul>
    </Section>
  );
}
