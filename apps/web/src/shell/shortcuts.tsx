import { Group, Kbd, Modal, Table } from '@mantine/core';
import { useOs } from '@mantine/hooks';
import type { ReactNode } from 'react';

import { t } from '../messages';
import { useNavigationItems } from './use-navigation-items';

function Line({ keys, children }: { keys: ReactNode; children: ReactNode }) {
  return (
    <Table.Tr>
      <Table.Td w={140} py="xs">
        {keys}
      </Table.Td>
      <Table.Td>{children}</Table.Td>
    </Table.Tr>
  );
}

/** The list of keys, opened by `?`. */
export function Shortcuts({ onClose }: { onClose: () => void }) {
  const items = useNavigationItems();
  const modifier = useOs() === 'macos' ? '⌘' : 'Ctrl';
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('shortcuts.title')}
      closeButtonProps={{ 'aria-label': t('actions.close') }}
    >
      <Table aria-label={t('shortcuts.title')}>
        <Table.Tbody>
          <Line
            keys={
              <Group gap={4}>
                <Kbd>{modifier}</Kbd>
                <Kbd>K</Kbd>
              </Group>
            }
          >
            {t('shortcuts.palette')}
          </Line>
          <Line keys={<Kbd>/</Kbd>}>{t('shortcuts.search')}</Line>
          <Line keys={<Kbd>?</Kbd>}>{t('shortcuts.help')}</Line>
          <Line keys={<Kbd>Esc</Kbd>}>{t('shortcuts.close')}</Line>
          {items.map(({ to, key, label }) => (
            <Line
              key={to}
              keys={
                <Group gap={4}>
                  <Kbd>g</Kbd>
                  {t('shortcuts.then')}
                  <Kbd>{key}</Kbd>
                </Group>
              }
            >
              {t('shortcuts.go', { page: t(label) })}
            </Line>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}
