import './round-words';

import { Button, Checkbox, Group, Modal, Radio, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';

import { useSendAgain } from '../../api/campaign-rounds';
import type { RoundInput } from '../../api/campaign-rounds';
import { usePreflight } from '../../api/campaigns';
import type { Campaign, Preflight, RoundCount } from '../../api/campaigns';
import { trackJob } from '../../kit/jobs';
import { QueryView } from '../../kit/query-view';
import { toast } from '../../kit/toast';
import { t } from '../../messages';
import classes from './campaigns.module.css';

type Counts = NonNullable<Preflight['rounds']>;

function countWords({ people, blocked }: RoundCount): string {
  if (people === 0) return t('rounds.nobody');
  return blocked === 0 ? t('rounds.count', { count: people }) : t('rounds.countBlocked', { count: people, blocked });
}

interface Choice {
  kind: RoundInput['kind'];
  unknown: boolean;
  /** As an input of type datetime-local holds it; '' for "now". */
  sendAt: string;
}

/** How many would get a mail: those whom the gate would leave out get none. */
function readersOf(counts: Counts, { kind, unknown }: Choice): number {
  const of = kind === 'joined' ? counts.joined : unknown ? counts.failed_or_unknown : counts.failed;
  return of.people - of.blocked;
}

/** Starts with what there is somebody for. Who may get it twice is never chosen for anybody. */
function firstChoice({ failed_or_unknown, joined }: Counts): Choice {
  const kind = failed_or_unknown.people === 0 && joined.people > 0 ? 'joined' : 'failed';
  return { kind, unknown: false, sendAt: '' };
}

function SendAgainForm({ campaign, counts, onDone }: { campaign: Campaign; counts: Counts; onDone: () => void }) {
  const { id, name } = campaign;
  const [choice, setChoice] = useState<Choice>(() => firstChoice(counts));
  const sendAgain = useSendAgain(id);
  const { kind, unknown, sendAt } = choice;
  const count = readersOf(counts, choice);
  const more = counts.failed_or_unknown.people - counts.failed.people;
  const isLater = sendAt !== '';
  const isPast = isLater && new Date(sendAt).getTime() <= Date.now();
  const submit = () =>
    sendAgain.mutate(
      {
        kind,
        ...(kind === 'failed' && unknown ? { unknown } : {}),
        ...(isLater ? { send_at: new Date(sendAt).toISOString() } : {}),
      },
      {
        onSuccess: () => {
          if (!isLater) trackJob({ kind: 'campaign', id, name });
          toast.done(isLater ? t('rounds.scheduled', { name }) : t('rounds.started', { name }));
          onDone();
        },
        onError: (error) => toast.failed(t('rounds.sendFailed', { name }), error),
      },
    );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!isPast && (count > 0 || isLater)) submit();
      }}
    >
      <Stack gap="md">
        <Text>{t('rounds.againHelp')}</Text>
        <Radio.Group value={kind} onChange={(next) => setChoice({ ...choice, kind: next })}>
          <Stack gap="md">
            <Radio value="failed" label={t('rounds.failed')} description={countWords(counts.failed)} />
            {more > 0 && (
              <Checkbox
                ml={28}
                checked={kind === 'failed' && unknown}
                disabled={kind !== 'failed'}
                label={t('rounds.unknown')}
                description={t('rounds.unknownHelp', { count: more })}
                onChange={(event) => setChoice({ ...choice, unknown: event.currentTarget.checked })}
              />
            )}
            <Radio
              value="joined"
              label={t('rounds.joined')}
              description={
                <>
                  <span className={classes['line']}>{t('rounds.joinedHelp')}</span>
                  <span className={classes['line']}>{countWords(counts.joined)}</span>
                </>
              }
            />
          </Stack>
        </Radio.Group>
        <TextInput
          type="datetime-local"
          label={t('rounds.later')}
          description={t('rounds.laterHelp')}
          value={sendAt}
          error={isPast && t('rounds.past')}
          onChange={(event) => setChoice({ ...choice, sendAt: event.currentTarget.value })}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            {t('actions.cancel')}
          </Button>
          <Button type="submit" loading={sendAgain.isPending} disabled={isPast || (count === 0 && !isLater)}>
            {isLater ? t('rounds.schedule') : t('rounds.send', { count })}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Counted({ campaign, onDone }: { campaign: Campaign; onDone: () => void }) {
  const preflight = usePreflight(campaign.id, true);
  return (
    <QueryView query={preflight} failed={t('rounds.countFailed')} waiting={<Skeleton height={240} />}>
      {({ rounds }) => rounds && <SendAgainForm campaign={campaign} counts={rounds} onDone={onDone} />}
    </QueryView>
  );
}

/** Sends a completed campaign to those whose mail failed, or to those who joined since. */
export function SendAgain({ campaign }: { campaign: Campaign }) {
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button variant="default" leftSection={<IconRefresh size={16} aria-hidden />} onClick={open}>
        {t('rounds.again')}
      </Button>
      <Modal
        opened={opened}
        onClose={close}
        title={t('rounds.againTitle', { name: campaign.name })}
        closeButtonProps={{ 'aria-label': t('actions.close') }}
      >
        <Counted campaign={campaign} onDone={close} />
      </Modal>
    </>
  );
}
