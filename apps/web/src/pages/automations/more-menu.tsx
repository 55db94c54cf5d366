import { ActionIcon, Button, Menu, Modal, Stack } from '@mantine/core';
import {
  IconArchive,
  IconArchiveOff,
  IconCopy,
  IconDots,
  IconFolder,
  IconHistory,
  IconPlayerPause,
  IconPlayerPlay,
  IconUserPlus,
  IconUsersPlus,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';

import { useAutomationAction, useDuplicateAutomation } from '../../api/automations';
import type { Automation, AutomationAction } from '../../api/automations';
import { useConfirm } from '../../kit/confirm';
import { FolderInput } from '../../kit/folders';
import { toast } from '../../kit/toast';
import { t } from '../../messages';
import { PutInDialog } from './put-in-dialog';
import type { Draft } from './use-draft';
import { useTakeIn } from './use-take-in';
import { VersionsDialog } from './versions-dialog';

interface MenuProps {
  automation: Automation;
  draft: Draft;
}

/** Asks where the automation is to be filed; the answer is an edit of the draft like any other. */
function FolderDialog({ draft, onClose }: { draft: Draft; onClose: () => void }) {
  const { folder: _old, ...rest } = draft.document;
  const [folder, setFolder] = useState(typeof _old === 'string' ? _old : '');
  const save = () => {
    const name = folder.trim();
    draft.history.change(name === '' ? rest : { ...rest, folder: name });
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={t('automations.folderTitle', { name: draft.document.name })}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <Stack gap="md">
          <FolderInput of="automations" value={folder} onChange={setFolder} data-autofocus />
          <Button type="submit" w="fit-content">
            {t('automations.folderDone')}
          </Button>
        </Stack>
      </form>
    </Modal>
  );
}

/** What can be done to an automation besides editing it. */
function useDeeds({ automation: { id, name }, draft }: MenuProps) {
  const confirm = useConfirm();
  const navigate = useNavigate();
  const action = useAutomationAction(id);
  const copy = useDuplicateAutomation(id);
  const run = (what: AutomationAction, done?: string) =>
    action.mutate(what, {
      onSuccess: () => done !== undefined && toast.done(done),
      onError: (error) => toast.failed(t('automations.actionFailed', { name }), error),
    });
  return {
    run,
    restore: () => run('restore', t('automations.restored', { name })),
    duplicate: async () => {
      await draft.save();
      copy.mutate(undefined, {
        onSuccess: (made) => {
          toast.done(t('automations.duplicated', { name: made.name }));
          void navigate(`/automations/${made.id}`);
        },
        onError: (error) => toast.failed(t('automations.duplicateFailed', { name }), error),
      });
    },
    archive: async () => {
      const yes = await confirm({
        title: t('automations.archiveTitle', { name }),
        body: t('automations.archiveBody'),
        action: t('automations.archiveAction'),
        dangerous: true,
      });
      if (yes) run('archive');
    },
  };
}

/** Pause, resume, file, duplicate, archive and restore. */
export function MoreMenu({ automation, draft }: MenuProps) {
  const { id, name, status, published_version: published } = automation;
  const takeIn = useTakeIn(automation);
  const [isLookingBack, setIsLookingBack] = useState(false);
  const [filing, setFiling] = useState(false);
  const [isPuttingIn, setIsPuttingIn] = useState(false);
  const { run, restore, duplicate, archive } = useDeeds({ automation, draft });
  return (
    <>
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
          {status !== 'archived' && (
            <Menu.Item leftSection={<IconFolder size={16} aria-hidden />} onClick={() => setFiling(true)}>
              {t('automations.moveToFolder')}
            </Menu.Item>
          )}
          {status === 'live' && (
            <Menu.Item leftSection={<IconUserPlus size={16} aria-hidden />} onClick={() => setIsPuttingIn(true)}>
              {t('automationRuns.putIn.open')}
            </Menu.Item>
          )}
          {takeIn && (
            <Menu.Item leftSection={<IconUsersPlus size={16} aria-hidden />} onClick={() => void takeIn()}>
              {t('automationRuns.takeIn.open')}
            </Menu.Item>
          )}
          {status !== 'archived' && published !== null && (
            <Menu.Item leftSection={<IconHistory size={16} aria-hidden />} onClick={() => setIsLookingBack(true)}>
              {t('automationRuns.versions.open')}
            </Menu.Item>
          )}
          <Menu.Item leftSection={<IconCopy size={16} aria-hidden />} onClick={() => void duplicate()}>
            {t('automations.duplicate')}
          </Menu.Item>
          {status === 'archived' ? (
            <Menu.Item leftSection={<IconArchiveOff size={16} aria-hidden />} onClick={restore}>
              {t('automations.restore')}
            </Menu.Item>
          ) : (
            <Menu.Item color="red" leftSection={<IconArchive size={16} aria-hidden />} onClick={() => void archive()}>
              {t('automations.archive')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {isLookingBack && <VersionsDialog id={id} draft={draft} onClose={() => setIsLookingBack(false)} />}
      {isPuttingIn && <PutInDialog id={id} name={name} onClose={() => setIsPuttingIn(false)} />}
      {filing && <FolderDialog draft={draft} onClose={() => setFiling(false)} />}
    </>
  );
}
