import './template-words';

import { Button, Menu } from '@mantine/core';
import { IconBraces } from '@tabler/icons-react';

import { useFields } from '../../api/fields';
import { useSegments } from '../../api/segments';
import { t } from '../../messages';

const SHOWN = 12;

/** Pieces of a template that nobody should have to know by heart. */
export function InsertMenu({ onInsert }: { onInsert: (text: string) => void }) {
  const fields = useFields().data?.data ?? [];
  const segments = useSegments().data?.data ?? [];
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button variant="default" size="xs" leftSection={<IconBraces size={14} aria-hidden />}>
          {t('templates.insert')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={400} style={{ overflowY: 'auto' }}>
        <Menu.Label>{t('templates.insertField')}</Menu.Label>
        {['first_name', 'last_name', 'email', ...fields.slice(0, SHOWN).map(({ key }) => key)].map((key) => (
          <Menu.Item key={key} onClick={() => onInsert(`{{default contact.${key} ""}}`)}>
            {key}
          </Menu.Item>
        ))}
        <Menu.Label>{t('templates.insertSegment')}</Menu.Label>
        {segments.slice(0, SHOWN).map(({ slug, name }) => (
          <Menu.Item key={slug} onClick={() => onInsert(`{{#segment "${slug}"}}\n…\n{{else}}\n…\n{{/segment}}`)}>
            {name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => onInsert('<a href="{{unsubscribe_url}}">Unsubscribe</a>')}>
          {t('templates.insertLink')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
