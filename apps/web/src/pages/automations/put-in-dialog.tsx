import './run-words';

import { Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';

import { nameOf, useContact } from '../../api/contacts';
import { usePutIn } from '../../api/manual-entry';
import type { EntryObstacle } from '../../api/manual-entry';
import { ContactSelect } from '../../kit/contact-select';
import { ProblemNotice } from '../../kit/problem';
import { t } from '../../messages';
import classes from './automations.module.css';

interface Done {
  contact: number;
  reason: EntryObstacle | null;
}

function Outcome({ contact, reason }: Done) {
  const found = useContact(contact).data;
  if (!found) return null;
  const name = nameOf(found);
  return (
    <li>
      {reason === null
        ? t('automationRuns.putIn.entered', { name })
        : t('automationRuns.putIn.keptOut', { name, reason: t(`automationRuns.putIn.reasons.${reason}`) })}
    </li>
  );
}

/** Puts people in by hand, one after the other, and says of each whether it entered. */
export function PutInDialog({ id, name, onClose }: { id: number; name: string; onClose: () => void }) {
  const putIn = usePutIn();
  const [done, setDone] = useState<Done[]>([]);
  const choose = (contact: number) =>
    putIn.mutate(
      { automation: id, contact },
      { onSuccess: (reason) => setDone((before) => [{ contact, reason }, ...before]) },
    );
  return (
    <Modal opened onClose={onClose} title={t('automationRuns.putIn.title', { name })}>
      <Stack gap="md" mih={240}>
        <Text c="dimmed">{t('automationRuns.putIn.help')}</Text>
        <ContactSelect
          label={t('automationRuns.putIn.whom')}
          placeholder={t('automations.whomPlaceholder')}
          onChoose={choose}
        />
        {putIn.error && <ProblemNotice title={t('automationRuns.putIn.failed')} error={putIn.error} />}
        <div role="status">
          {done.length > 0 && (
            <ul className={classes['here']} aria-label={t('automationRuns.putIn.done')}>
              {done.map((one, index) => (
                <Outcome key={done.length - index} {...one} />
              ))}
            </ul>
          )}
        </div>
      </Stack>
    </Modal>
  );
}
