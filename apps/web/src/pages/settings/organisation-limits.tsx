import { Button, NumberInput, Select, Stack, Switch, Text, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';

import type { Settings } from '../../api/settings';
import { useTopics } from '../../api/topics';
import { DurationInput } from '../../kit/duration-input';
import type { FormHandle } from '../../kit/form';
import { RowActions } from '../../kit/row-actions';
import { FormGroup } from '../../kit/form-group';
import { t } from '../../messages';
import classes from './settings.module.css';

const NEW_CAP = { max: 3, per: '7d' };
const NEW_QUIET: NonNullable<Settings['quiet_hours']> = { from: '21:00', to: '08:00', zone: 'contact' };

type Handle = FormHandle<Settings>;
type Cap = Settings['frequency_caps'][number];

function withTopic({ max, per }: Cap, topic: string | null): Cap {
  return topic === null ? { max, per } : { max, per, topic };
}

function Caps({ form }: { form: Handle }) {
  const caps = form.values.frequency_caps;
  const topics = useTopics().data?.data ?? [];
  const set = (next: Settings['frequency_caps']) => form.set('frequency_caps', next);
  return (
    <Stack gap="xs">
      <Text fw={500}>{t('organisation.caps')}</Text>
      {caps.length === 0 && <Text c="dimmed">{t('organisation.capsNone')}</Text>}
      {caps.map((cap, index) => (
        <div key={index} className={classes['row']}>
          <NumberInput
            label={t('organisation.capMax')}
            w={100}
            min={1}
            max={10_000}
            value={cap.max}
            onChange={(max) => set(caps.with(index, { ...cap, max: Number(max) || 1 }))}
          />
          <DurationInput
            label={t('organisation.capPer')}
            units={['h', 'd', 'w', 'mo']}
            value={cap.per}
            onChange={(per) => set(caps.with(index, { ...cap, per: per ?? '' }))}
          />
          <Select
            label={t('organisation.capTopic')}
            w={190}
            placeholder={t('organisation.capAllTopics')}
            data={topics.map(({ slug, name }) => ({ value: slug, label: name }))}
            value={cap.topic ?? null}
            onChange={(topic) => set(caps.with(index, withTopic(cap, topic)))}
            clearable
          />
          <RowActions remove={{ label: t('organisation.removeCap'), onClick: () => set(caps.toSpliced(index, 1)) }} />
        </div>
      ))}
      {form.errors['frequency_caps'] !== undefined && (
        <Text size="xs" c="var(--td-bad-ink)">
          {form.errors['frequency_caps']}
        </Text>
      )}
      <Button
        size="compact-sm"
        variant="light"
        w="fit-content"
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => set([...caps, NEW_CAP])}
      >
        {t('organisation.addCap')}
      </Button>
      {caps.length > 0 && (
        <DurationInput
          label={t('organisation.capWait')}
          description={t('organisation.capWaitHelp')}
          units={['h', 'd', 'w']}
          value={form.values.frequency_wait}
          onChange={(wait) => form.set('frequency_wait', wait ?? '')}
          error={form.errors['frequency_wait']}
        />
      )}
    </Stack>
  );
}

function QuietHours({ form }: { form: Handle }) {
  const quiet = form.values.quiet_hours;
  return (
    <Stack gap="xs">
      <Switch
        label={t('organisation.quiet')}
        checked={quiet !== null}
        onChange={(event) => form.set('quiet_hours', event.currentTarget.checked ? NEW_QUIET : null)}
      />
      {quiet && (
        <div className={classes['row']}>
          {(['from', 'to'] as const).map((end) => (
            <TextInput
              key={end}
              type="time"
              label={end === 'from' ? t('organisation.quietFrom') : t('organisation.quietTo')}
              value={quiet[end]}
              error={form.errors[`quiet_hours.${end}`]}
              onChange={(event) => form.set('quiet_hours', { ...quiet, [end]: event.currentTarget.value })}
            />
          ))}
          <Select
            label={t('organisation.quietZone')}
            data={[
              { value: 'contact', label: t('organisation.quietZones.contact') },
              { value: 'organisation', label: t('organisation.quietZones.organisation') },
            ]}
            value={quiet.zone}
            onChange={(zone) => form.set('quiet_hours', { ...quiet, zone: zone ?? 'contact' })}
            allowDeselect={false}
          />
        </div>
      )}
    </Stack>
  );
}

export function Limits({ form }: { form: Handle }) {
  return (
    <FormGroup title={t('organisation.limits')}>
      <Stack gap="lg">
        <Caps form={form} />
        <QuietHours form={form} />
        <Switch
          label={t('organisation.verified')}
          description={t('organisation.verifiedHelp')}
          {...form.toggle('require_verified_domain')}
        />
        <NumberInput
          label={t('organisation.maxHtml')}
          description={t('organisation.maxHtmlHelp')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          w={200}
          styles={{ description: { width: 'max-content', maxWidth: 'min(100vw - 64px, 560px)' } }}
          min={20}
          max={10_000}
          allowDecimal={false}
          value={form.values.max_html_kb}
          onChange={(kilobytes) => form.set('max_html_kb', Number(kilobytes) || 100)}
          error={form.errors['max_html_kb']}
        />
        <Select
          label={t('organisation.editors')}
          data={[
            { value: 'marketers', label: t('organisation.editorsAre.marketers') },
            { value: 'administrators', label: t('organisation.editorsAre.administrators') },
          ]}
          {...form.pick('segment_editors')}
          onChange={(value) => form.set('segment_editors', value ?? 'marketers')}
          allowDeselect={false}
        />
      </Stack>
    </FormGroup>
  );
}
