import { Button, Group, Modal, Skeleton, Stack, Text } from '@mantine/core';

import { nameOf } from '../../api/contacts';
import type { Contact } from '../../api/contacts';
import type { SegmentDifference } from '../../api/segment-life';
import { Address } from '../../kit/address';
import { ProblemNotice } from '../../kit/problem';
import { t } from '../../messages';
import classes from './segments.module.css';
import { Uses } from './uses';

interface ReviewProps {
  opened: boolean;
  difference: SegmentDifference | undefined;
  error: Error | null;
  saving: boolean;
  onSave: () => void;
  onClose: () => void;
}

function Sample({ title, contacts, total }: { title: string; contacts: Contact[]; total: number }) {
  return (
    <div>
      <Text fw={500}>{title}</Text>
      <ul className={classes['uses']}>
        {contacts.map((contact) => (
          <li key={contact.id}>
            <Text size="sm">
              <Address>{nameOf(contact)}</Address>
            </Text>
          </li>
        ))}
      </ul>
      {total > contacts.length && contacts.length > 0 && (
        <Text size="xs" c="dimmed">
          {t('segments.review.more', { count: total - contacts.length })}
        </Text>
      )}
    </div>
  );
}

function Difference({ difference }: { difference: SegmentDifference }) {
  const { enter, leave, stay, entering, leaving, used_by: uses } = difference;
  return (
    <>
      <Text>{t('segments.review.stay', { count: stay })}</Text>
      <div className={classes['difference']}>
        <Sample title={t('segments.review.enter', { count: enter })} contacts={entering} total={enter} />
        <Sample title={t('segments.review.leave', { count: leave })} contacts={leaving} total={leave} />
      </div>
      {uses.length > 0 && (
        <div>
          <Text fw={500}>{t('segments.review.uses')}</Text>
          <Uses uses={uses} />
        </div>
      )}
    </>
  );
}

/** Shows what an edit does before it is saved. */
export function ReviewChanges({ opened, difference, error, saving, onSave, onClose }: ReviewProps) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('segments.review.title')}
      closeButtonProps={{ 'aria-label': t('actions.close') }}
      size="lg"
    >
      <Stack>
        {error && <ProblemNotice title={t('segments.review.failed')} error={error} />}
        {!error && !difference && <Skeleton height={140} />}
        {difference && <Difference difference={difference} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('segments.review.back')}
          </Button>
          <Button loading={saving} onClick={onSave} data-autofocus>
            {difference
              ? t('segments.review.save', { count: difference.enter + difference.leave })
              : t('segments.review.saveAnyway')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
