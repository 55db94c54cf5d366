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

interface DomainLimitsProps {
  value: DomainLimit[];
  onChange: (value: DomainLimit[]) => void;
  errors: Errors;
}

/** Limits for domains, or providers, by name. */
export function DomainLimits({ value, onChange, errors }: DomainLimitsProps) {
  const providers = (useRegistry('mailbox_providers').data ?? []).map(({ type }) => type);
  return (
    <FormGroup title={t('pace.domains')}>
      <Stack gap="md">
        {value.length === 0 && <Text c="dimmed">{t('pace.noDomains')}</Text>}
        {value.map((limit, index) => (
          <FormGroup
            key={index}
            variant="nested"
            title={limit.domain === '' ? t('pace.newDomain') : t('pace.domainOf', { domain: limit.domain })}
          >
            <Stack gap="xs">
              <Autocomplete
                label={t('pace.domain')}
                placeholder="gmail"
                data={providers}
                value={limit.domain}
                onChange={(domain) => onChange(value.with(index, { ...limit, domain }))}
                error={errors[`${pathOfDomain(index)}.domain`]}
                autoComplete="off"
                spellCheck={false}
              />
              <PaceFields
                value={limit}
                onChange={(pace) => onChange(value.with(index, { ...limit, ...pace }))}
                path={pathOfDomain(index)}
                errors={errors}
              />
              <Button
                size="compact-sm"
                variant="subtle"
                color="gray"
                w="fit-content"
                leftSection={<IconTrash size={14} aria-hidden />}
                onClick={() => onChange(value.toSpliced(index, 1))}
              >
                {limit.domain === '' ? t('actions.remove') : t('pace.removeDomain', { domain: limit.domain })}
              </Button>
            </Stack>
          </FormGroup>
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
