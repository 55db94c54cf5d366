import { ActionIcon, Button, Menu } from '@mantine/core';
import {
  IconBan,
  IconDots,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconSend,
  IconTrash,
} from '@tabler/icons-react';
import { Link, useNavigate } from 'react-router';

import { useCampaignAction, usePreflight, useRemoveCampaign } from '../../api/campaigns';
import type { Campaign, CampaignAction } from '../../api/campaigns';
import { useConfirm } from '../../kit/confirm';
import { formatDateTime } from '../../kit/format';
import { trackJob } from '../../kit/jobs';
import { toast } from '../../kit/toast';
import { t } from '../../messages';
import { SendAgain } from './send-again';

/** Whether the start lies ahead. */
function startsLater({ send_at }: Campaign): boolean {
  return send_at != null && new Date(send_at).getTime() > Date.now();
}

function useRun({ id, name }: Campaign) {
  const action = useCampaignAction(id);
  const run = (what: CampaignAction, done?: () => void) =>
    action.mutate(what, {
      ...(done ? { onSuccess: done } : {}),
      onError: (error) =>
        toast.failed(t(what === 'start' ? 'campaigns.startFailed' : 'campaigns.actionFailed', { name }), error),
    });
  return { run, isRunning: action.isPending };
}

function StartButton({ campaign }: { campaign: Campaign }) {
  const { id, name, send_at } = campaign;
  const preflight = usePreflight(id, true).data;
  const confirm = useConfirm();
  const { run, isRunning } = useRun(campaign);
  const later = startsLater(campaign);
  const count = preflight?.audience ?? 0;
  // The checks beside it say why; whoever joins until a later start gets it.
  const reachesNobody = count === 0 && !later;
  const label = later ? t('campaigns.schedule') : t('campaigns.start', { count });
  const ask = async () => {
    const yes = await confirm({
      title: later ? t('campaigns.schedule') : t('campaigns.startTitle', { name }),
      body: later
        ? t('campaigns.scheduleBody', { count, when: formatDateTime(send_at ?? '') })
        : t('campaigns.startBody', { count }),
      action: label,
    });
    if (!yes) return;
    run('start', () => {
      if (!later) trackJob({ kind: 'campaign', id, name });
      toast.done(later ? t('campaigns.scheduled', { name }) : t('campaigns.started', { name }));
    });
  };
  return (
    <Button
      leftSection={<IconSend size={16} aria-hidden />}
      loading={isRunning}
      disabled={preflight?.ready !== true || reachesNobody}
      onClick={() => void ask()}
    >
      {label}
    </Button>
  );
}

function More({ campaign }: { campaign: Campaign }) {
  const { id, name, status } = campaign;
  const confirm = useConfirm();
  const navigate = useNavigate();
  const remove = useRemoveCampaign();
  const { run } = useRun(campaign);
  const cancel = async () => {
    const title = t('campaigns.cancelTitle', { name });
    const yes = await confirm({
      ...{ title, body: t('campaigns.cancelBody'), action: t('campaigns.cancelAction') },
      dangerous: true,
    });
    if (yes) run('cancel');
  };
  const drop = async () => {
    const title = t('campaigns.deleteTitle', { name });
    const yes = await confirm({
      ...{ title, body: t('campaigns.deleteBody'), action: t('campaigns.deleteAction') },
      dangerous: true,
    });
    if (!yes) return;
    remove.mutate(id, {
      onSuccess: () => {
        toast.done(t('campaigns.deleted', { name }));
        void navigate('/campaigns');
      },
      onError: (error) => toast.failed(t('campaigns.deleteFailed', { name }), error),
    });
  };
  const canDelete = status === 'draft' || status === 'scheduled' || status === 'failed';
  const canCancel = ['scheduled', 'sending', 'paused'].includes(status);
  if (!canDelete && !canCancel) return null;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="default" size={36} aria-label={t('actions.more')}>
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {canCancel && (
          <Menu.Item color="red" leftSection={<IconBan size={16} aria-hidden />} onClick={() => void cancel()}>
            {t('campaigns.cancel')}
          </Menu.Item>
        )}
        {canDelete && (
          <Menu.Item color="red" leftSection={<IconTrash size={16} aria-hidden />} onClick={() => void drop()}>
            {t('campaigns.delete')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

/** What can be done with a campaign in its state. */
export function CampaignActions({ campaign }: { campaign: Campaign }) {
  const { id, status } = campaign;
  const { run, isRunning } = useRun(campaign);
  const isEditable = status === 'draft' || status === 'scheduled' || status === 'failed';
  return (
    <>
      <More campaign={campaign} />
      {isEditable && (
        <Button
          component={Link}
          to={`/campaigns/${id}/edit`}
          variant="default"
          leftSection={<IconPencil size={16} aria-hidden />}
        >
          {t('campaigns.edit')}
        </Button>
      )}
      {(status === 'draft' || status === 'failed') && <StartButton campaign={campaign} />}
      {status === 'completed' && <SendAgain campaign={campaign} />}
      {status === 'sending' && (
        <Button
          variant="default"
          loading={isRunning}
          leftSection={<IconPlayerPause size={16} aria-hidden />}
          onClick={() => run('pause')}
        >
          {t('campaigns.pause')}
        </Button>
      )}
      {status === 'paused' && (
        <Button
          loading={isRunning}
          leftSection={<IconPlayerPlay size={16} aria-hidden />}
          onClick={() => run('resume')}
        >
          {t('campaigns.resume')}
        </Button>
      )}
    </>
  );
}
