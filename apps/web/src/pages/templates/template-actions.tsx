import './template-words';

import { ActionIcon, Button, Menu, Popover, Stack, Text, TextInput } from '@mantine/core';
import { IconDots, IconSend, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';

import { useSession } from '../../api/session';
import { useRemoveTemplate, useTestTemplate } from '../../api/templates';
import type { Template } from '../../api/templates';
import { emailAddress } from '../../kit/checks';
import { useConfirm } from '../../kit/confirm';
import { toast } from '../../kit/toast';
import { t } from '../../messages';

/** Sends what was published last to one address. */
export function TestButton({ template }: { template: Template }) {
  const own = useSession().data?.user.email ?? '';
  const [opened, setOpened] = useState(false);
  const [to, setTo] = useState(own);
  const test = useTestTemplate(template.id);
  const error = to === '' ? undefined : emailAddress(to);
  const send = () =>
    test.mutate(
      { to: to.trim(), contact: null },
      {
        onSuccess: (answer) => {
          setOpened(false);
          toast.done(t('templates.testSent', { to: answer.to }));
        },
        onError: (problem) => toast.failed(t('templates.testFailed'), problem),
      },
    );
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" trapFocus width={320}>
      <Popover.Target>
        <Button
          variant="default"
          leftSection={<IconSend size={16} aria-hidden />}
          disabled={template.published_version === null}
          onClick={() => setOpened(!opened)}
        >
          {t('templates.test')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="sm">
          <TextInput
            label={t('templates.testTo')}
            type="email"
            value={to}
            error={error}
            onChange={(event) => setTo(event.currentTarget.value)}
          />
          <Text size="sm" c="dimmed">
            {t('templates.notSaved')}
          </Text>
          <Button loading={test.isPending} disabled={to === '' || error !== undefined} onClick={send}>
            {t('templates.test')}
          </Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

export function MoreMenu({ template }: { template: Template }) {
  const confirm = useConfirm();
  const navigate = useNavigate();
  const remove = useRemoveTemplate();
  const { id, name } = template;
  const ask = async () => {
    const yes = await confirm({
      title: t('templates.deleteTitle', { name }),
      body: t('templates.deleteBody'),
      action: t('templates.deleteAction'),
      dangerous: true,
    });
    if (!yes) return;
    remove.mutate(id, {
      onSuccess: () => {
        toast.done(t('templates.deleted', { name }));
        void navigate('/templates');
      },
      onError: (error) => toast.failed(t('templates.deleteFailed', { name }), error),
    });
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="default" size={36} aria-label={t('actions.more')}>
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item color="red" leftSection={<IconTrash size={16} aria-hidden />} onClick={() => void ask()}>
          {t('templates.delete')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
