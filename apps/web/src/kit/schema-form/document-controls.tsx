import { Anchor, Autocomplete, Select, Stack, TagsInput } from '@mantine/core';
import { Link } from 'react-router';

import { useAudiences } from '../../api/audiences';
import { useAutomationNames, useCampaignNames, useTemplateNames } from '../../api/documents';
import { useEventNames } from '../../api/events';
import { useAllFields } from '../../api/fields';
import type { AnyField } from '../../api/fields';
import { useSegments } from '../../api/segments';
import { useSenders } from '../../api/senders';
import { useTags } from '../../api/tags';
import { useTopics } from '../../api/topics';
import { canBeGivenWork, useUsers } from '../../api/users';
import { useEndpoints } from '../../api/webhooks';
import { t } from '../../messages';
import { useCan } from '../../shell/permissions';
import { shared } from './basic-controls';
import type { Control, ControlProps } from './control';

interface Option {
  value: string;
  label: string;
}

/** A choice of a thing by its id; ids are numbers in the API. */
function IdSelect({
  control,
  options,
  placeholder,
}: {
  control: ControlProps;
  options: Option[];
  placeholder: string;
}) {
  const { value, onChange, required } = control;
  return (
    <Select
      {...shared(control)}
      data={options}
      value={typeof value === 'number' ? String(value) : null}
      onChange={(id) => onChange(id === null ? undefined : Number(id))}
      placeholder={placeholder}
      searchable
      clearable={!required}
    />
  );
}

function options(items: { id: number; name: string }[] | undefined): Option[] {
  return (items ?? []).map(({ id, name }) => ({ value: String(id), label: name }));
}

const TemplateControl: Control = (props) => (
  <IdSelect control={props} options={options(useTemplateNames())} placeholder={t('schemaForm.chooseTemplate')} />
);

const SegmentControl: Control = (props) => (
  <IdSelect control={props} options={options(useSegments().data?.data)} placeholder={t('schemaForm.chooseSegment')} />
);

const SenderControl: Control = (props) => (
  <IdSelect control={props} options={options(useSenders().data?.data)} placeholder={t('schemaForm.chooseSender')} />
);

const AutomationControl: Control = (props) => (
  <IdSelect control={props} options={options(useAutomationNames())} placeholder={t('schemaForm.chooseAutomation')} />
);

const CampaignControl: Control = (props) => (
  <IdSelect control={props} options={options(useCampaignNames())} placeholder={t('schemaForm.chooseCampaign')} />
);

/** A choice of what is set up elsewhere, with the way there for those who may. */
function SetUpSelect({ to, words, ...select }: Parameters<typeof IdSelect>[0] & { to: string; words: string }) {
  return (
    <Stack gap={4}>
      <IdSelect {...select} />
      {useCan('settings.edit') && (
        <Anchor component={Link} to={to} size="sm">
          {words}
        </Anchor>
      )}
    </Stack>
  );
}

const AudienceControl: Control = (props) => (
  <SetUpSelect
    control={props}
    options={options(useAudiences().data?.data)}
    placeholder={t('schemaForm.chooseAudience')}
    to="/settings/audiences"
    words={t('schemaForm.makeAudience')}
  />
);

const EndpointControl: Control = (props) => (
  <SetUpSelect
    control={props}
    options={options(useEndpoints().data?.data)}
    placeholder={t('schemaForm.chooseEndpoint')}
    to="/settings/webhooks"
    words={t('schemaForm.makeEndpoint')}
  />
);

/** People who can do what they are named for. Whoever was named before they no longer could stays to be seen. */
const UserControl: Control = (props) => {
  const users = useUsers().data?.data ?? [];
  const offered = users.filter((user) => canBeGivenWork(user) || user.id === props.value);
  return <IdSelect control={props} options={options(offered)} placeholder={t('schemaForm.chooseUser')} />;
};

const TopicControl: Control = (props) => {
  const topics = useTopics().data?.data ?? [];
  return (
    <Select
      {...shared(props)}
      data={topics.map(({ slug, name }) => ({ value: slug, label: name }))}
      value={typeof props.value === 'string' ? props.value : null}
      onChange={(slug) => props.onChange(slug ?? undefined)}
      placeholder={t('schemaForm.chooseTopic')}
      clearable={!props.required}
    />
  );
};

/** A choice of a field, of those that `fits` takes. */
function FieldSelect({ control: props, fits }: { control: ControlProps; fits: (field: AnyField) => boolean }) {
  const fields = useAllFields().filter(fits);
  return (
    <Select
      {...shared(props)}
      data={fields.map(({ key, label }) => ({ value: key, label }))}
      value={typeof props.value === 'string' ? props.value : null}
      onChange={(key) => props.onChange(key ?? undefined)}
      placeholder={t('schemaForm.chooseField')}
      searchable
      clearable={!props.required}
    />
  );
}

const FieldControl: Control = (props) => <FieldSelect control={props} fits={() => true} />;

const DateFieldControl: Control = (props) => (
  <FieldSelect control={props} fits={({ type }) => type === 'date' || type === 'datetime'} />
);

/** A tag, which is made when it is first used. */
const TagControl: Control = (props) => {
  const tags = useTags().data?.data ?? [];
  return (
    <Autocomplete
      {...shared(props)}
      data={tags.map(({ name }) => name)}
      value={typeof props.value === 'string' ? props.value : ''}
      onChange={(name) => props.onChange(name || undefined)}
      maxLength={200}
    />
  );
};

const TagsControl: Control = (props) => {
  const tags = useTags().data?.data ?? [];
  return (
    <TagsInput
      {...shared(props)}
      data={tags.map(({ name }) => name)}
      value={Array.isArray(props.value) ? props.value.map(String) : []}
      onChange={(names) => props.onChange(names.length === 0 ? undefined : names)}
      acceptValueOnBlur
    />
  );
};

const EventControl: Control = (props) => (
  <Autocomplete
    {...shared(props)}
    data={useEventNames()}
    value={typeof props.value === 'string' ? props.value : ''}
    onChange={(name) => props.onChange(name || undefined)}
    maxLength={200}
  />
);

export const documentControls = {
  template: TemplateControl,
  segment: SegmentControl,
  sender: SenderControl,
  automation: AutomationControl,
  campaign: CampaignControl,
  audience: AudienceControl,
  endpoint: EndpointControl,
  user: UserControl,
  topic: TopicControl,
  field: FieldControl,
  date_field: DateFieldControl,
  tag: TagControl,
  tags: TagsControl,
  event: EventControl,
};
