import { Radio, Select, Stack, TextInput } from '@mantine/core';
import { useNavigate } from 'react-router';

import { useCreateAutomation } from '../../api/automations';
import { useTemplateNames } from '../../api/documents';
import { useSegments } from '../../api/segments';
import { errorsOf, required } from '../../kit/checks';
import { Form, useForm } from '../../kit/form';
import type { FormHandle } from '../../kit/form';
import { Page as Skeleton, Section } from '../../kit/page';
import { t } from '../../messages';
import { fromScratch, pricingFollowUp } from './recipes';

interface Values {
  name: string;
  recipe: string;
  template: string | null;
  segment: string | null;
}

function Choices({ form }: { form: FormHandle<Values> }) {
  const templates = useTemplateNames();
  const segments = useSegments().data?.data ?? [];
  const choice = (items: { id: number; name: string }[]) =>
    items.map(({ id, name }) => ({ value: String(id), label: name }));
  return (
    <>
      <Select label={t('automations.template')} searchable data={choice(templates)} {...form.pick('template')} />
      <Select label={t('automations.segment')} searchable clearable data={choice(segments)} {...form.pick('segment')} />
    </>
  );
}

export function Page() {
  const navigate = useNavigate();
  const create = useCreateAutomation();
  const form = useForm<Values>({
    initial: { name: t('automations.recipes.pricing'), recipe: 'pricing', template: null, segment: null },
    check: ({ name, recipe, template }) =>
      errorsOf({
        name: required(name),
        template: recipe === 'pricing' && template === null && t('automations.chooseTemplate'),
      }),
    save: async ({ name, recipe, template, segment }) => {
      const document =
        recipe === 'pricing'
          ? pricingFollowUp({ name, template: Number(template), segment: segment === null ? null : Number(segment) })
          : fromScratch(name);
      const made = await create.mutateAsync(document);
      await navigate(`/automations/${made.id}`);
    },
  });
  return (
    <Skeleton
      title={t('automations.newTitle')}
      width="form"
      back={{ to: '/automations', label: t('automations.title') }}
    >
      <Form
        form={form}
        action={t('automations.create')}
        failed={t('automations.createFailed')}
        onCancel={() => void navigate('/automations')}
      >
        <Section>
          <Stack gap="md">
            <TextInput label={t('automations.name')} autoFocus {...form.text('name')} />
            <Radio.Group
              label={t('automations.chooseStart')}
              value={form.values.recipe}
              onChange={(recipe) => form.set('recipe', recipe)}
            >
              <Stack gap="sm" mt="xs">
                <Radio
                  value="pricing"
                  label={t('automations.recipes.pricing')}
                  description={t('automations.recipes.pricingHelp')}
                />
                <Radio
                  value="empty"
                  label={t('automations.recipes.empty')}
                  description={t('automations.recipes.emptyHelp')}
                />
              </Stack>
            </Radio.Group>
            {form.values.recipe === 'pricing' && <Choices form={form} />}
          </Stack>
        </Section>
      </Form>
    </Skeleton>
  );
}
