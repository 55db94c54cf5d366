import './template-words';

import { TextInput, Stack } from '@mantine/core';
import { useNavigate } from 'react-router';

import { useSaveTemplate } from '../../api/templates';
import { errorsOf, required } from '../../kit/checks';
import { Form, useForm } from '../../kit/form';
import { Page as Skeleton, Section } from '../../kit/page';
import { t } from '../../messages';
import { STARTER_MJML } from './starter';

export function Page() {
  const navigate = useNavigate();
  const save = useSaveTemplate();
  const form = useForm({
    initial: { name: '', subject: '' },
    check: ({ name, subject }) => errorsOf({ name: required(name), subject: required(subject) }),
    save: async ({ name, subject }) => {
      const template = await save.mutateAsync({ name: name.trim(), subject: subject.trim(), mjml: STARTER_MJML });
      await navigate(`/templates/${template.id}`);
    },
  });
  return (
    <Skeleton title={t('templates.add')} width="form" back={{ to: '/templates', label: t('templates.title') }}>
      <Form
        form={form}
        action={t('templates.create')}
        failed={t('templates.saveFailed')}
        onCancel={() => void navigate('/templates')}
      >
        <Section>
          <Stack gap="md">
            <TextInput
              label={t('templates.name')}
              placeholder={t('templates.newName')}
              autoFocus
              {...form.text('name')}
            />
            <TextInput
              label={t('templates.subject')}
              placeholder={t('templates.newSubject')}
              {...form.text('subject')}
            />
          </Stack>
        </Section>
      </Form>
    </Skeleton>
  );
}
