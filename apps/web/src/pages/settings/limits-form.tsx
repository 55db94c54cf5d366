import { Select, Stack, Text } from '@mantine/core';

import type { SendingLimits } from '../../api/sender-pace';
import { useChangeSender } from '../../api/senders';
import type { Sender } from '../../api/senders';
import { Form, useForm } from '../../kit/form';
import { FormGroup } from '../../kit/form-group';
import { ORDER } from '../../kit/schema-form/basic-controls';
import { toast } from '../../kit/toast';
import { t } from '../../messages';
import { DomainLimits } from './domain-limits';
import { PaceFields } from './limit-fields';
import { HealthFields, WarmUpFields } from './limit-switches';
import { LIMIT_PATHS, problemsOf } from './limit-values';
import type { LimitValues } from './limit-values';

const ADAPT: SendingLimits['adapt'][] = ['auto', 'on', 'off'];

/** How fast the mail of a sender may leave. */
export function LimitsForm({ sender }: { sender: Sender }) {
  const change = useChangeSender();
  const { id, name } = sender;
  const form = useForm<LimitValues>({
    initial: sender.limits,
    names: LIMIT_PATHS,
    check: problemsOf,
    save: async (values) => {
      // The check has let nothing pass in which a number is missing.
      await change.mutateAsync({ id, limits: values as SendingLimits });
      toast.done(t('pace.saved', { name }));
    },
  });
  const { values, errors, set } = form;
  return (
    <Form form={form} action={t('pace.save')} failed={t('pace.saveFailed')}>
      <FormGroup title={t('pace.all')}>
        <PaceFields
          value={values}
          onChange={({ rate, at_once }) => {
            set('rate', rate);
            set('at_once', at_once);
          }}
          path="limits"
          errors={errors}
        />
      </FormGroup>
      <FormGroup title={t('pace.each')}>
        <Stack gap="xs">
          <Text size="sm" c="dimmed">
            {t('pace.eachHelp')}
          </Text>
          <PaceFields
            value={values.each_domain}
            onChange={({ rate, at_once }) => set('each_domain', { rate, at_once })}
            path="limits.each_domain"
            errors={errors}
          />
        </Stack>
      </FormGroup>
      <DomainLimits value={values.domains} onChange={(domains) => set('domains', domains)} errors={errors} />
      <Select
        label={t('pace.adapt')}
        description={t('pace.adaptHelp')}
        inputWrapperOrder={ORDER}
        data={ADAPT.map((value) => ({ value, label: t(`pace.adapts.${value}`) }))}
        value={values.adapt}
        onChange={(adapt) => set('adapt', adapt ?? 'auto')}
        allowDeselect={false}
      />
      <WarmUpFields value={values.warm_up} onChange={(next) => set('warm_up', next)} errors={errors} />
      <HealthFields value={values.health} onChange={(next) => set('health', next)} errors={errors} />
    </Form>
  );
}
