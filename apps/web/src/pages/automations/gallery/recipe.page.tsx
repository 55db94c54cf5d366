import './recipe-words';

import { Stack, Text, TextInput } from '@mantine/core';
import { useNavigate, useParams } from 'react-router';

import { useApplyRecipe, useRecipe } from '../../../api/recipes';
import type { Recipe } from '../../../api/recipes';
import { Form, useForm } from '../../../kit/form';
import type { FieldErrors } from '../../../kit/form';
import { Page as Skeleton, Section } from '../../../kit/page';
import { QueryView } from '../../../kit/query-view';
import { SchemaForm } from '../../../kit/schema-form/schema-form';
import { toast } from '../../../kit/toast';
import { t } from '../../../messages';
import { useCan } from '../../../shell/permissions';
import { AudienceControl } from './audience-control';
import { FlowPicture } from './flow-picture';
import classes from './gallery.module.css';
import { PastCarts } from './past-carts';

const CONTROLS = { audience: AudienceControl };
const ANSWER = 'params.';

/** What the API says of `params.topic`, by the name of the question. */
function errorsOfAnswers(errors: FieldErrors): FieldErrors {
  const own = Object.entries(errors).filter(([path]) => path.startsWith(ANSWER));
  return Object.fromEntries(own.map(([path, message]) => [path.slice(ANSWER.length), message]));
}

function Questions({ recipe }: { recipe: Recipe }) {
  const navigate = useNavigate();
  const apply = useApplyRecipe(recipe.key);
  const questions = Object.keys(recipe.schema.properties ?? {});
  const form = useForm({
    initial: { name: '', answers: recipe.suggested },
    names: questions.map((name) => `${ANSWER}${name}`),
    save: async ({ name, answers }) => {
      // A suggestion that was cleared stays empty.
      const params = Object.fromEntries(questions.map((question) => [question, answers[question] ?? null]));
      const { automation } = await apply.mutateAsync({ params, ...(name.trim() === '' ? {} : { name: name.trim() }) });
      toast.done(t('recipes.made', { name: automation.name }));
      await navigate(`/automations/${automation.id}`);
    },
  });
  return (
    <Form form={form} action={t('recipes.apply')} failed={t('recipes.applyFailed')}>
      {recipe.key === 'abandoned-cart' && <PastCarts answers={form.values.answers} />}
      <Section title={t('recipes.questions')} description={t('recipes.questionsHelp')}>
        <Stack gap="md">
          <TextInput
            label={t('recipes.name')}
            description={t('recipes.nameHelp')}
            placeholder={recipe.name}
            maxLength={180}
            {...form.text('name')}
          />
          <SchemaForm
            schema={recipe.schema}
            value={form.values.answers}
            onChange={(answers) => form.set('answers', answers)}
            errors={errorsOfAnswers(form.errors)}
            controls={CONTROLS}
          />
        </Stack>
      </Section>
    </Form>
  );
}

function Texts({ title, texts }: { title: string; texts: string[] }) {
  return (
    <Section title={title}>
      <Stack gap="xs">
        {texts.map((text) => (
          <Text key={text}>{text}</Text>
        ))}
      </Stack>
    </Section>
  );
}

function Makes({ makes: { templates, segments, tags } }: Pick<Recipe, 'makes'>) {
  const parts = [
    t('recipes.draft'),
    ...templates.map((name) => t('recipes.mail', { name })),
    ...segments.map((name) => t('recipes.segment', { name })),
    ...tags.map((name) => t('recipes.tag', { name })),
  ];
  return (
    <Section title={t('recipes.makes')}>
      <ul className={classes['list']}>
        {parts.map((part) => (
          <li key={part}>{part}</li>
        ))}
      </ul>
    </Section>
  );
}

/** One recipe: what happens, what it makes, what it asks, and the button that makes the draft. */
export function Page() {
  const { key = '' } = useParams();
  const mayEdit = useCan('automations.edit');
  return (
    <QueryView query={useRecipe(key)} failed={t('recipes.oneFailed')}>
      {(recipe) => (
        <Skeleton key={recipe.key} title={recipe.name} back={{ to: '/automations/recipes', label: t('recipes.title') }}>
          <Text size="md">{recipe.summary}</Text>
          <div className={classes['columns']}>
            {mayEdit && <Questions recipe={recipe} />}
            <div className={classes['aside']}>
              <div className={classes['scroll']} tabIndex={0} role="group" aria-label={recipe.name}>
                <FlowPicture flow={recipe.flow} words />
              </div>
              <Texts title={t('recipes.story')} texts={recipe.story} />
              <Makes makes={recipe.makes} />
              <Texts title={t('recipes.tips')} texts={recipe.tips} />
              <Texts title={t('recipes.measure')} texts={recipe.measure} />
            </div>
          </div>
        </Skeleton>
      )}
    </QueryView>
  );
}
