import './gallery/recipe-words';

import { Skeleton as Shape, TextInput } from '@mantine/core';
import { useNavigate } from 'react-router';

import { useCreateAutomation } from '../../api/automations';
import { useRecipes } from '../../api/recipes';
import { errorsOf, required } from '../../kit/checks';
import { Form, useForm } from '../../kit/form';
import { Page as Skeleton, Section } from '../../kit/page';
import { ProblemNotice } from '../../kit/problem';
import { t } from '../../messages';
import classes from './automations.module.css';
import { FromFile } from './from-file';
import { fromScratch } from './from-scratch';
import { RecipeCards } from './gallery/recipe-cards';

function Scratch() {
  const navigate = useNavigate();
  const create = useCreateAutomation();
  const form = useForm({
    initial: { name: '' },
    check: ({ name }) => errorsOf({ name: required(name) }),
    save: async ({ name }) => {
      const made = await create.mutateAsync(fromScratch(name));
      await navigate(`/automations/${made.id}`);
    },
  });
  return (
    <Form
      form={form}
      action={t('automations.create')}
      failed={t('automations.createFailed')}
      onCancel={() => void navigate('/automations')}
    >
      <Section title={t('automations.scratch.title')} description={t('automations.scratch.help')}>
        <TextInput label={t('automations.name')} autoFocus {...form.text('name')} />
      </Section>
    </Form>
  );
}

function Recipes() {
  const { data, error, refetch } = useRecipes();
  if (error) return <ProblemNotice title={t('recipes.failed')} error={error} onRetry={() => void refetch()} />;
  return (
    <Section title={t('recipes.title')} description={t('recipes.purpose')}>
      {data ? <RecipeCards recipes={data.data} /> : <Shape height={420} />}
    </Section>
  );
}

/** A new automation: a blank one, a recipe, or one from a file. */
export function Page() {
  return (
    <Skeleton title={t('automations.newTitle')} back={{ to: '/automations', label: t('automations.title') }}>
      <div className={classes['scratch']}>
        <Scratch />
      </div>
      <Recipes />
      <FromFile />
    </Skeleton>
  );
}
