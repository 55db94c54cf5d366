import { Autocomplete, Button, Stack, Text } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';

import { useRegistry } from '../../api/registry';
import type { DomainLimit } from '../../api/sender-pace';
import { FormGroup } from '../../kit/form-group';
import { t } from '../../messages';
import { PaceFields } from './limit-fields';
import type { Errors } from './limit-fields';
import { MOST, pathOfDomain } from './limit-values';

const NEW: DomainLimit = { domain: '', rate: null, at_once: null };

interface DomainFieldsProps {
  limit: DomainLimit;
  onChange: (limit: DomainLimit) => void;
  onRemove: () => void;
  path: string;
  errors: Errors;
}

function DomainFields({ limit, onChange, onRemove, path, errors }: DomainFieldsProps) {
  const providers = (useRegistry('mailbox_providers').data ?? []).map(({ type }) => type);
  const { domain } = limit;
  return (
    <FormGroup variant="nested" title={domain === '' ? t('pace.newDomain') : t('pace.domainOf', { domain })}>
      <Stack gap="xs">
        <Autocomplete
          label={t('pace.domain')}
          placeholder="gmail"
          data={providers}
          value={domain}
          onChange={(next) => onChange({ ...limit, domain: next })}
          error={errors[`${path}.domain`]}
          autoComplete="off"
          spellCheck={false}
        />
        <PaceFields value={limit} onChange={(pace) => onChange({ ...limit, ...pace })} path={path} errors={errors} />
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          w="fit-content"
          leftSection={<IconTrash size={14} aria-hidden />}
          onClick={onRemove}
        >
          {domain === '' ? t('actions.remove') : t('pace.removeDomain', { domain })}
        </Button>
      </Stack>
    </FormGroup>
  );
}

interface DomainLimitsProps {
  value: DomainLimit[];
  onChange: (value: DomainLimit[]) => void;
  errors: Errors;
}

/** Limits for domains, or providers, by name. */
export function DomainLimits({ value, onChange, errors }: DomainLimitsProps) {
  return (
    <FormGroup title={t('pace.domains')}>
      <Stack gap="md">
        {value.length === 0 && <Text c="dimmed">{t('pace.noDomains')}</Text>}
        {value.map((limit, index) => (
          <DomainFields
            key={index}
            limit={limit}
            onChange={(next) => onChange(value.with(index, next))}
            onRemove={() => onChange(value.toSpliced(index, 1))}
            path={pathOfDomain(index)}
            errors={errors}
          />
        ))}
        {value.length < MOST.domains && (
          <Button
            size="compact-sm"
            variant="light"
            w="fit-content"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => onChange([...value, NEW])}
          >
            {t('pace.addDomain')}
          </Button>
        )}
      </Stack>
    </FormGroup>
  );
}
