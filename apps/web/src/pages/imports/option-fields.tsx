import './import-words';

import { Autocomplete, MultiSelect, Select, SimpleGrid, Switch, TagsInput, TextInput } from '@mantine/core';

import type { ImportOptions } from '../../api/imports';
import { useSegments } from '../../api/segments';
import { useTags } from '../../api/tags';
import { TRACKING_TOPIC, useTopics } from '../../api/topics';
import { t } from '../../messages';
import type { Wizard } from './use-wizard';

const HELP_BELOW: ('label' | 'input' | 'description' | 'error')[] = ['label', 'input', 'description', 'error'];
const MATCHES: ImportOptions['match'][] = ['email', 'external_id'];
const CONFLICTS: ImportOptions['on_conflict'][] = ['overwrite', 'fill', 'skip'];
const ZONES = Intl.supportedValuesOf('timeZone');

/** What stands in no column but is the same for all events of a file. */
export function EventConstants({ wizard: { options, setOption, mapping } }: { wizard: Wizard }) {
  const used = Object.values(mapping);
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
      {!used.includes('name') && (
        <TextInput
          label={t('imports.eventName')}
          description={t('imports.eventNameHelp')}
          inputWrapperOrder={HELP_BELOW}
          value={options.eventName}
          maxLength={100}
          onChange={(event) => setOption('eventName', event.currentTarget.value)}
        />
      )}
      {!used.includes('currency') && (
        <TextInput
          label={t('imports.eventCurrency')}
          description={t('imports.eventCurrencyHelp')}
          inputWrapperOrder={HELP_BELOW}
          value={options.currency}
          maxLength={3}
          onChange={(event) => setOption('currency', event.currentTarget.value)}
        />
      )}
    </SimpleGrid>
  );
}

/** How people of the file meet those who are there already. */
export function ContactOptions({ wizard: { options, setOption } }: { wizard: Wizard }) {
  const tags = useTags().data?.data ?? [];
  const topics = useTopics().data?.data ?? [];
  const lists = (useSegments().data?.data ?? []).filter(({ kind }) => kind === 'static');
  return (
    <>
      <Select
        label={t('imports.conflict')}
        data={CONFLICTS.map((value) => ({ value, label: t(`imports.conflicts.${value}`) }))}
        value={options.on_conflict}
        onChange={(value) => setOption('on_conflict', value ?? 'overwrite')}
        allowDeselect={false}
      />
      <TagsInput
        label={t('imports.tags')}
        data={tags.map(({ name }) => name)}
        value={options.tags}
        onChange={(value) => setOption('tags', value)}
      />
      {lists.length > 0 && (
        <Select
          label={t('imports.segment')}
          description={t('imports.segmentHelp')}
          inputWrapperOrder={HELP_BELOW}
          data={lists.map(({ id, name }) => ({ value: String(id), label: name }))}
          value={options.segment}
          onChange={(value) => setOption('segment', value)}
          searchable
          clearable
        />
      )}
      <MultiSelect
        label={t('imports.subscribe')}
        description={t('imports.subscribeHelp')}
        inputWrapperOrder={HELP_BELOW}
        data={topics
          .filter(({ slug }) => slug !== TRACKING_TOPIC)
          .map(({ slug, name }) => ({ value: slug, label: name }))}
        value={options.topics}
        onChange={(value) => setOption('topics', value)}
      />
      {options.topics.length > 0 && (
        <TextInput
          label={t('imports.consentSource')}
          description={t('imports.consentSourceHelp')}
          inputWrapperOrder={HELP_BELOW}
          value={options.consentSource}
          maxLength={200}
          error={options.consentSource.trim() === '' && t('checks.required')}
          onChange={(event) => setOption('consentSource', event.currentTarget.value)}
        />
      )}
    </>
  );
}

/** What both kinds of file ask for. */
export function CommonOptions({ wizard: { options, setOption, mapping } }: { wizard: Wizard }) {
  const used = Object.values(mapping).map((target) => target?.replace('contact.', ''));
  const possible = MATCHES.filter((match) => used.includes(match));
  return (
    <>
      {possible.length > 1 && (
        <Select
          label={t('imports.match')}
          data={possible.map((value) => ({ value, label: t(`imports.matches.${value}`) }))}
          value={options.match}
          onChange={(value) => setOption('match', value ?? 'email')}
          allowDeselect={false}
        />
      )}
      <Autocomplete
        label={t('imports.zone')}
        description={t('imports.zoneHelp')}
        inputWrapperOrder={HELP_BELOW}
        data={ZONES}
        limit={50}
        value={options.zone}
        onChange={(value) => setOption('zone', value)}
      />
      <Switch
        label={t('imports.automations')}
        description={t('imports.automationsHelp')}
        checked={options.runAutomations}
        onChange={(event) => setOption('runAutomations', event.currentTarget.checked)}
      />
    </>
  );
}
