import { ActionIcon, Button, Group, Text, Tooltip } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconArrowBackUp, IconArrowForwardUp, IconRocket, IconRoute } from '@tabler/icons-react';
import { useState } from 'react';

import type { Automation } from '../../api/automations';
import { t } from '../../messages';
import { MoreMenu } from './more-menu';
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
