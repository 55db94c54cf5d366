import './webhook-words';

import { Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';

import { FormGroup } from '../../kit/form-group';
import { RowActions } from '../../kit/row-actions';
import { t } from '../../messages';
import classes from './settings.module.css';

/** A header as it is being written; null is a value that is set already and not shown. */
export interface HeaderRow {
  name: string;
  value: string | null;
}

interface HeaderFieldsProps {
  rows: HeaderRow[];
  onChange: (rows: HeaderRow[]) => void;
  error: string | undefined;
}

/** Names and values that are sent along with each call. */
export function HeaderFields({ rows, onChange, error }: HeaderFieldsProps) {
  return (
    <FormGroup variant="nested" title={t('webhooks.headers')}>
      <Stack gap="sm">
        {rows.map((row, index) => (
          <div key={index} className={classes['row']}>
            <TextInput
              label={t('webhooks.headerName')}
              value={row.name}
              maxLength={100}
              onChange={(event) => onChange(rows.with(index, { ...row, name: event.currentTarget.value }))}
            />
            <PasswordInput
              label={t('webhooks.headerValue')}
              placeholder={row.value === null ? t('webhooks.headerSet') : ''}
              value={row.value ?? ''}
              maxLength={2_000}
              autoComplete="new-password"
              flex={1}
              onChange={(event) => onChange(rows.with(index, { ...row, value: event.currentTarget.value }))}
            />
            <RowActions
              remove={{
                label: t('webhooks.removeHeader', { name: row.name }),
                onClick: () => onChange(rows.toSpliced(index, 1)),
              }}
            />
          </div>
        ))}
        {error !== undefined && (
          <Text size="xs" c="var(--td-bad-ink)">
            {error}
          </Text>
        )}
        <Button
          size="compact-sm"
          variant="light"
          w="fit-content"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => onChange([...rows, { name: '', value: '' }])}
        >
          {t('webhooks.addHeader')}
        </Button>
      </Stack>
    </FormGroup>
  );
}
