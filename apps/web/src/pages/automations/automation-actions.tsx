import { ActionIcon, Button, Group, Menu, Text, Tooltip } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import {
  IconArchive,
  IconArrowBackUp,
  IconArrowForwardUp,
  IconCopy,
  IconDots,
  IconPlayerPause,
  IconPlayerPlay,
  IconRocket,
  IconRoute,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';

import { useAutomationAction, useDuplicateAutomation } from '../../api/automations';
import type { Automation, AutomationAction } from '../../api/automations';
import { useConfirm } from '../../kit/confirm';
import { toast } from '../../kit/toast';
import { t } from '../../messages';
import { PublishDialog } from './publish-dialog';
import type { Draft } from './use-draft';

interface ActionsProps {
  automation: Automation;
  draft: Draft;
  onJump: (step: string) => void;
  onSimulate: () => void;
}

function UndoButtons({ history }: Pick<Draft, 'history'>) {
  useHotkeys([
    ['mod+Z', history.undo],
    ['mod+shift+Z', history.redo],
    ['mod+Y', history.redo],
  ]);
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

/** Pause, resume, duplicate and archive. */
function MoreMenu({ automation, draft }: Pick<ActionsProps, 'automation' | 'draft'>) {
  const { id, name, status } = automation;
  const confirm = useConfirm();
  const navigate = useNavigate();
  const action = useAutomationAction(id);
  const copy = useDuplicateAutomation();
  const run = (what: AutomationAction) =>
    action.mutate(what, { onError: (error) => toast.failed(t('automations.actionFailed', { name }), error) });
  const duplicate = () => {
    const copied = { ...draft.document, name: t('automations.duplicateName', { name }) };
    copy.mutate(copied, {
      onSuccess: (made) => {
        toast.done(t('automations.duplicated', { name: made.name }));
        void navigate(`/automations/${made.id}`);
      },
      onError: (error) => toast.failed(t('automations.duplicateFailed', { name }), error),
    });
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
        <Menu.Item leftSection={<IconCopy size={16} aria-hidden />} onClick={duplicate}>
          {t('automations.duplicate')}
        </Menu.Item>
        <Menu.Item color="red" leftSection={<IconArchive size={16} aria-hidden />} onClick={() => void archive()}>
          {t('automations.archive')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** How the draft stands with the server, undo and redo, publish, and the rest in a menu. */
export function AutomationActions({ automation, draft, onJump, onSimulate }: ActionsProps) {
  const [reviewed, setReviewed] = useState<number>();
  const review = async () => {
    const version = await draft.save();
    if (version !== null) setReviewed(version);
  };
  const close = () => setReviewed(undefined);
  return (
    <>
      <Text size="sm" c="dimmed" role="status">
        {t(`automations.saving.${draft.state}`)}
      </Text>
      <UndoButtons history={draft.history} />
      <MoreMenu automation={automation} draft={draft} />
      <Button variant="default" leftSection={<IconRoute size={16} aria-hidden />} onClick={onSimulate}>
        {t('automations.simulate.open')}
      </Button>
      <Button leftSection={<IconRocket size={16} aria-hidden />} onClick={() => void review()}>
        {t('automations.publish')}
      </Button>
      <PublishDialog
        id={automation.id}
        document={draft.document}
        version={reviewed}
        onJump={(step) => {
          close();
          onJump(step);
        }}
        onClose={close}
      />
    </>
  );
}
