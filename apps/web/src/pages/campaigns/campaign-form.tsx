import { Input, MultiSelect, Select, Stack, Switch, TextInput } from '@mantine/core';

import { useSaveCampaign } from '../../api/campaigns';
import type { Audience, Campaign, CampaignInput } from '../../api/campaigns';
import { useSegments } from '../../api/segments';
import { useSenders } from '../../api/senders';
import { useTemplates } from '../../api/templates';
import { TRACKING_TOPIC, useTopics } from '../../api/topics';
import { atMost, errorsOf, required } from '../../kit/checks';
import { isBlank, rooted } from '../../kit/conditions/condition';
import type { Condition } from '../../kit/conditions/condition';
import { ConditionBuilder, isTreeComplete } from '../../kit/conditions/condition-builder';
import { refusalsOf } from '../../kit/conditions/condition-preview';
import { Form, useForm } from '../../kit/form';
import type { FormHandle } from '../../kit/form';
import { Section } from '../../kit/page';
import { t } from '../../messages';

const LONGEST_NAME = 200;
const BELOW = ['label', 'input', 'description', 'error'] as const;
const below: ('label' | 'input' | 'description' | 'error')[] = [...BELOW];

interface Values {
  name: string;
  template_id: string | null;
  topic: string | null;
  sender_id: string | null;
  include: string[];
  exclude: string[];
  /** Narrows the segments once more; an empty tree narrows nothing. */
  condition: Condition;
  everyone: boolean;
  reason: string;
  /** As an input of type datetime-local holds it; '' for "by hand". */
  send_at: string;
}

/** A moment as a datetime-local input wants it, in the zone of the person. */
function toLocalInput(iso: string | null | undefined): string {
  if (!iso) return '';
  const date = new Date(iso);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function valuesOf(campaign: Campaign | undefined): Values {
  const audience = campaign?.audience;
  return {
    name: campaign?.name ?? '',
    template_id: campaign ? String(campaign.template_id) : null,
    topic: campaign?.topic ?? 'newsletter',
    sender_id: campaign?.sender_id == null ? null : String(campaign.sender_id),
    include: (audience?.include ?? []).map(String),
    exclude: (audience?.exclude ?? []).map(String),
    condition: rooted(audience?.condition),
    everyone: audience?.everyone ?? false,
    reason: audience?.reason ?? '',
    send_at: toLocalInput(campaign?.send_at),
  };
}

function audienceOf(values: Values): Audience {
  return {
    include: values.everyone ? [] : values.include.map(Number),
    ...(values.exclude.length > 0 ? { exclude: values.exclude.map(Number) } : {}),
    ...(values.everyone ? { everyone: true, reason: values.reason.trim() } : {}),
    ...(isBlank(values.condition) ? {} : { condition: values.condition }),
  };
}

function inputOf(values: Values): CampaignInput {
  return {
    name: values.name.trim(),
    template_id: Number(values.template_id),
    topic: values.topic ?? '',
    sender_id: values.sender_id === null ? null : Number(values.sender_id),
    audience: audienceOf(values),
    send_at: values.send_at === '' ? null : new Date(values.send_at).toISOString(),
  };
}

function check(values: Values): Record<string, string> {
  return errorsOf({
    name: required(values.name) ?? atMost(LONGEST_NAME, values.name),
    template_id: values.template_id === null && t('campaigns.chooseTemplate'),
    topic: required(values.topic ?? ''),
    include: !values.everyone && values.include.length === 0 && t('campaigns.chooseSegment'),
    reason: values.everyone && required(values.reason),
    condition: !isTreeComplete(values.condition) && t('segments.incomplete'),
  });
}

function What({ form }: { form: FormHandle<Values> }) {
  const templates = useTemplates();
  const topics = useTopics();
  const senders = useSenders();
  const published = (templates.data?.data ?? []).filter(({ published_version }) => published_version !== null);
  return (
    <Section>
      <Stack gap="md">
        <TextInput
          label={t('campaigns.name')}
          description={t('campaigns.nameHelp')}
          inputWrapperOrder={below}
          autoFocus
          {...form.text('name')}
        />
        <Select
          label={t('campaigns.template')}
          description={
            templates.data && published.length === 0 ? t('campaigns.noTemplates') : t('campaigns.templateHelp')
          }
          inputWrapperOrder={below}
          searchable
          data={published.map(({ id, name }) => ({ value: String(id), label: name }))}
          {...form.pick('template_id')}
        />
        <Select
          label={t('campaigns.topic')}
          description={t('campaigns.topicHelp')}
          inputWrapperOrder={below}
          allowDeselect={false}
          data={(topics.data?.data ?? [])
            .filter(({ slug }) => slug !== TRACKING_TOPIC)
            .map(({ slug, name }) => ({ value: slug, label: name }))}
          {...form.pick('topic')}
        />
        <Select
          label={t('campaigns.sender')}
          placeholder={t('campaigns.defaultSender')}
          clearable
          data={(senders.data?.data ?? []).map(({ id, name, email }) => ({
            value: String(id),
            label: `${name} <${email}>`,
          }))}
          {...form.pick('sender_id')}
        />
      </Stack>
    </Section>
  );
}

interface WhoProps {
  form: FormHandle<Values>;
  /** What the server said about the conditions, by their path. */
  refusals: { path: string; message: string }[];
}

function Who({ form, refusals }: WhoProps) {
  const segments = useSegments();
  const choices = (segments.data?.data ?? []).map(({ id, name }) => ({ value: String(id), label: name }));
  const { everyone } = form.values;
  return (
    <Section title={t('campaigns.who')}>
      <Stack gap="md">
        {!everyone && (
          <MultiSelect
            label={t('campaigns.include')}
            description={t('campaigns.includeHelp')}
            inputWrapperOrder={below}
            searchable
            data={choices}
            {...form.pick('include')}
          />
        )}
        <Switch label={t('campaigns.everyone')} {...form.toggle('everyone')} />
        {everyone && (
          <TextInput
            label={t('campaigns.reason')}
            description={t('campaigns.reasonHelp')}
            inputWrapperOrder={below}
            {...form.text('reason')}
          />
        )}
        <MultiSelect label={t('campaigns.exclude')} searchable data={choices} {...form.pick('exclude')} />
      </Stack>
      <Input.Wrapper
        label={t('campaigns.narrow')}
        labelElement="div"
        description={t('campaigns.narrowHelp')}
        error={form.errors['condition']}
        mt="md"
      >
        <ConditionBuilder
          value={form.values.condition}
          onChange={(condition) => form.set('condition', condition)}
          errors={refusals}
        />
      </Input.Wrapper>
    </Section>
  );
}

/** The conditions are a part of the audience; the builder counts paths from their root. */
function fromAudience({ path, message }: { path: string; message: string }) {
  return { path: path.replace(/^audience\./, ''), message };
}

interface CampaignFormProps {
  campaign?: Campaign;
  onSaved: (campaign: Campaign) => Promise<void>;
  onCancel: () => void;
}

/** What is sent, to whom, and when. */
export function CampaignForm({ campaign, onSaved, onCancel }: CampaignFormProps) {
  const save = useSaveCampaign(campaign);
  const form = useForm<Values>({
    initial: valuesOf(campaign),
    check,
    save: async (values) => onSaved(await save.mutateAsync(inputOf(values))),
  });
  return (
    <Form
      form={form}
      action={campaign ? t('actions.save') : t('campaigns.create')}
      failed={t('campaigns.saveFailed')}
      onCancel={onCancel}
    >
      <What form={form} />
      <Who form={form} refusals={refusalsOf(save.error).map(fromAudience)} />
      <Section title={t('campaigns.when')}>
        <TextInput
          type="datetime-local"
          label={t('campaigns.sendAt')}
          description={t('campaigns.sendAtHelp')}
          inputWrapperOrder={below}
          {...form.text('send_at')}
        />
      </Section>
    </Form>
  );
}
