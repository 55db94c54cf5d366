import './template-words';

import { Group, SegmentedControl, Select, Stack, Text, UnstyledButton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState } from 'react';

import { nameOf, useContacts } from '../../api/contacts';
import { useTemplatePreview } from '../../api/templates';
import type { TemplateInput, TemplatePreview as Preview, TemplateProblem, TemplateWarning } from '../../api/templates';
import { formatBytes } from '../../kit/format';
import { PageSkeleton, Section } from '../../kit/page';
import { QueryView } from '../../kit/query-view';
import { t } from '../../messages';
import classes from './templates.module.css';

const TYPING_PAUSE_MS = 600;

function ContactChoice({ value, onChange }: { value: number | null; onChange: (id: number | null) => void }) {
  const [text, setText] = useState('');
  const [search] = useDebouncedValue(text, 250);
  const found = useContacts({ search, limit: 10 }).data?.data ?? [];
  return (
    <Select
      label={t('templates.previewAs')}
      placeholder={t('templates.previewAsPlaceholder')}
      searchable
      clearable
      filter={({ options }) => options}
      searchValue={text}
      onSearchChange={setText}
      data={found.map((contact) => ({ value: String(contact.id), label: nameOf(contact) }))}
      value={value === null ? null : String(value)}
      onChange={(id) => onChange(id === null ? null : Number(id))}
    />
  );
}

/** Fields of the editor. */
const EDITED = ['subject', 'preheader', 'mjml', 'html'];

type OnJump = (place: Pick<TemplateProblem, 'path' | 'line' | 'column'>) => void;

/** Leads to the place in the source where there is one. */
function Warning({ warning, onJump }: { warning: TemplateWarning; onJump: OnJump }) {
  const { path, line, column, message } = warning;
  const isGrave = path === 'subject';
  const text = (
    <Group gap={6} wrap="nowrap" align="flex-start">
      {isGrave && <IconAlertTriangle size={18} color="var(--td-warn-ink)" style={{ flexShrink: 0 }} aria-hidden />}
      <Text c={isGrave ? undefined : 'dimmed'} className="breaks">
        {message}
      </Text>
    </Group>
  );
  if (path === undefined || line === undefined || column === undefined || !EDITED.includes(path)) return text;
  return (
    <UnstyledButton className={classes['jump']} onClick={() => onJump({ path, line, column })}>
      {text}
    </UnstyledButton>
  );
}

interface RemarksProps {
  preview: Preview;
  /** It is shown for nobody in particular, who has no values. */
  isNobody: boolean;
  onJump: OnJump;
}

function Remarks({ preview, isNobody, onJump }: RemarksProps) {
  const warnings = preview.warnings.filter(({ code }) => !isNobody || code !== 'missing_value');
  return (
    <>
      {preview.blocks.length > 0 && (
        <Section title={t('templates.blocks')}>
          <ul className={classes['problems']}>
            {preview.blocks.map(({ block, why }) => (
              <li key={block}>
                <Text>{why}</Text>
              </li>
            ))}
          </ul>
        </Section>
      )}
      {warnings.length > 0 && (
        <Section title={t('templates.warnings')}>
          <ul className={classes['problems']}>
            {warnings.map((warning, index) => (
              <li key={index}>
                <Warning warning={warning} onJump={onJump} />
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}

interface TemplatePreviewProps {
  id: number;
  input: Partial<TemplateInput>;
  onJump: OnJump;
}

/** The mail as one contact gets it, while it is being written. */
export function TemplatePreview({ id, input, onJump }: TemplatePreviewProps) {
  const [contact, setContact] = useState<number | null>(null);
  const [width, setWidth] = useState('desktop');
  const [settled] = useDebouncedValue(input, TYPING_PAUSE_MS);
  const preview = useTemplatePreview(id, settled, contact);
  return (
    <Stack gap="md">
      <Group gap="md" align="flex-end">
        <ContactChoice value={contact} onChange={setContact} />
        <SegmentedControl
          aria-label={t('templates.width')}
          value={width}
          onChange={setWidth}
          data={[
            { value: 'desktop', label: t('templates.desktop') },
            { value: 'phone', label: t('templates.phone') },
          ]}
        />
      </Group>
      <QueryView query={preview} failed={t('templates.previewFailed')} waiting={<PageSkeleton />}>
        {(data) => (
          <Stack gap="md">
            <Group justify="space-between">
              <Text fw={600} className="breaks">
                {t('templates.subjectLine', { subject: data.subject })}
              </Text>
              <Text size="sm" c="dimmed">
                {t('templates.size', { size: formatBytes(data.size) })}
              </Text>
            </Group>
            <iframe
              sandbox=""
              srcDoc={data.html}
              title={t('templates.frame')}
              className={classes['frame']}
              data-width={width}
              referrerPolicy="no-referrer"
            />
            <Remarks preview={data} isNobody={contact === null} onJump={onJump} />
          </Stack>
        )}
      </QueryView>
    </Stack>
  );
}
