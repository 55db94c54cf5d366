import { ActionIcon, Button, Group, Menu, Tooltip } from '@mantine/core';
import {
  IconArchive,
  IconArrowBackUp,
  IconArrowForwardUp,
  IconDots,
  IconPlayerPause,
  IconPlayerPlay,
  IconRocket,
} from '@tabler/icons-react';

import { useAutomationAction, useAutomationReport } from '../../api/automations';
import type { Automation, AutomationAction } from '../../api/automations';
import { useConfirm } from '../../kit/confirm';
import { toast } from '../../kit/toast';
import { t } from '../../messages';

interface ActionsProps {
  automation: Automation;
  isDirty: boolean;
  isSaving: boolean;
  history: { undo: () => void; redo: () => void; canUndo: boolean; canRedo: boolean };
  /** Saves the draft; false when the server refused it. */
  save: () => Promise<boolean>;
  onRefused: (error: unknown) => void;
}

function UndoButtons({ history }: Pick<ActionsProps, 'history'>) {
  return (
    <Group gap={4}>
      <Tooltip label={t('automations.undo')}>
        <ActionIcon
          variant="default"
          size={36}
          aria-label={t('automations.undo')}
          disabled={!history.canUndo}
          onClick={history.undo}
        >
          <IconArrowBackUp size={18} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={t('automations.redo')}>
        <ActionIcon
          variant="default"
          size={36}
          aria-label={t('automations.redo')}
          disabled={!history.canRedo}
          onClick={history.redo}
        >
          <IconArrowForwardUp size={18} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </Group>
  );
}

/** Save, publish, pause, resume and archive. */
export function AutomationActions({ automation, isDirty, isSaving, history, save, onRefused }: ActionsProps) {
  const { id, name, status, published_version: published } = automation;
  const confirm = useConfirm();
  const action = useAutomationAction(id);
  const active = useAutomationReport(id).data?.active ?? 0;
  const run = (what: AutomationAction, done?: string) =>
    action.mutate(what, {
      onSuccess: () => {
        if (done !== undefined) toast.done(done);
      },
      onError: (error) => {
        onRefused(error);
        toast.failed(t(what === 'publish' ? 'automations.publishFailed' : 'automations.actionFailed', { name }), error);
      },
    });
  const publish = async () => {
    if (isDirty && !(await save())) return;
    const yes = await confirm({
      title: t('automations.publishTitle', { name }),
      body: published === null ? t('automations.publishNew') : t('automations.publishAgain', { count: active }),
      action: t('automations.publish'),
    });
    if (yes) run('publish', t('automations.published', { name }));
  };
  const archive = async () => {
    const yes = await confirm({
      title: t('automations.archiveTitle', { name }),
      body: t('automations.archiveBody'),
      action: t('automations.archiveAction'),
      dangerous: true,
    });
    if (yes) run('archive');
  };
  return (
    <>
      <UndoButtons history={history} />
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label={t('actions.more')}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {status === 'live' && (
            <Menu.Item leftSection={<IconPlayerPause size={16} aria-hidden />} onClick={() => run('pause')}>
              {t('automations.pause')}
            </Menu.Item>
          )}
          {status === 'paused' && (
            <Menu.Item leftSection={<IconPlayerPlay size={16} aria-hidden />} onClick={() => run('resume')}>
              {t('automations.resume')}
            </Menu.Item>
          )}
          <Menu.Item color="red" leftSection={<IconArchive size={16} aria-hidden />} onClick={() => void archive()}>
            {t('automations.archive')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Button variant="default" loading={isSaving} disabled={!isDirty} onClick={() => void save()}>
        {t('automations.save')}
      </Button>
      <Button
        leftSection={<IconRocket size={16} aria-hidden />}
        loading={action.isPending}
        onClick={() => void publish()}
      >
        {t('automations.publish')}
      </Button>
    </>
  );
}
