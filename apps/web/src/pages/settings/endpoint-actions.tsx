import './webhook-words';

import { ActionIcon, Code, Menu, Modal, Stack, Text } from '@mantine/core';
import { IconDots, IconKey, IconPencil, IconPlugConnected, IconPower, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';

import { useChangeEndpoint, useRemoveEndpoint, useRotateSecret, useTestEndpoint } from '../../api/webhooks';
import type { EndpointWithSecret, TestAnswer, WebhookEndpoint } from '../../api/webhooks';
import { useConfirm } from '../../kit/confirm';
import { toast } from '../../kit/toast';
import { useRemoveDialog } from '../../kit/use-remove-dialog';
import { t } from '../../messages';

/** What the program said to a test call. */
function Answer({ answer: { status, response, error, duration_ms: ms } }: { answer: TestAnswer }) {
  return (
    <Stack gap="sm">
      <Text>
        {status === null ? t('webhooks.noAnswer') : t('webhooks.answered', { status: String(status), ms: String(ms) })}
      </Text>
      {error !== null && <Text c="var(--td-bad-ink)">{error}</Text>}
      {response !== null && response !== '' && (
        <Code block tabIndex={0}>
          {response}
        </Code>
      )}
    </Stack>
  );
}

interface ActionsProps {
  endpoint: WebhookEndpoint;
  onEdit: () => void;
  onSecret: (endpoint: EndpointWithSecret) => void;
}

/** Test, change, turn off and on, new secret, remove. */
export function EndpointActions({ endpoint, onEdit, onSecret }: ActionsProps) {
  const { id, name, enabled } = endpoint;
  const [answer, setAnswer] = useState<TestAnswer>();
  const confirm = useConfirm();
  const test = useTestEndpoint();
  const change = useChangeEndpoint();
  const rotate = useRotateSecret();
  const ask = useRemoveDialog(useRemoveEndpoint());
  const failed = (error: Error) => toast.failed(t('webhooks.actionFailed', { name }), error);
  const turn = () =>
    change.mutate(
      { id, enabled: !enabled },
      {
        onSuccess: () => toast.done(t(enabled ? 'webhooks.turnedOff' : 'webhooks.turnedOn', { name })),
        onError: failed,
      },
    );
  const newSecret = async () => {
    const yes = await confirm({
      title: t('webhooks.rotateTitle', { name }),
      body: t('webhooks.rotateBody'),
      action: t('webhooks.rotateAction'),
      dangerous: true,
    });
    if (yes) rotate.mutate(id, { onSuccess: onSecret, onError: failed });
  };
  const remove = () =>
    void ask(id, {
      title: t('webhooks.removeTitle', { name }),
      body: t('webhooks.removeBody'),
      action: t('webhooks.removeAction'),
      done: t('webhooks.removed', { name }),
      failed: t('webhooks.actionFailed', { name }),
    });
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={t('webhooks.more', { name })} loading={test.isPending}>
            <IconDots size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconPlugConnected size={16} aria-hidden />}
            onClick={() => test.mutate(id, { onSuccess: setAnswer, onError: failed })}
          >
            {t('webhooks.test')}
          </Menu.Item>
          <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={onEdit}>
            {t('webhooks.edit')}
          </Menu.Item>
          <Menu.Item leftSection={<IconPower size={16} aria-hidden />} onClick={turn}>
            {t(enabled ? 'webhooks.turnOff' : 'webhooks.turnOn')}
          </Menu.Item>
          <Menu.Item leftSection={<IconKey size={16} aria-hidden />} onClick={() => void newSecret()}>
            {t('webhooks.rotate')}
          </Menu.Item>
          <Menu.Item color="red" leftSection={<IconTrash size={16} aria-hidden />} onClick={remove}>
            {t('webhooks.remove')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal
        opened={answer !== undefined}
        onClose={() => setAnswer(undefined)}
        title={t('webhooks.testTitle', { name })}
      >
        {answer && <Answer answer={answer} />}
      </Modal>
    </>
  );
}
