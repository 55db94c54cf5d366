import { Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';

import { useSaveSegment } from '../../api/segments';
import type { Segment } from '../../api/segments';
import { useUsers } from '../../api/users';
import { atMost, errorsOf, required } from '../../kit/checks';
import { ColorChoice } from '../../kit/color-choice';
import { leavesOf, rooted } from '../../kit/conditions/condition';
import type { Condition } from '../../kit/conditions/condition';
import { ConditionBuilder, isTreeComplete } from '../../kit/conditions/condition-builder';
import { ConditionPreview, refusalsOf, useConditionPreview } from '../../kit/conditions/condition-preview';
import { FolderInput } from '../../kit/folders';
import { Form, useForm } from '../../kit/form';
import type { FormHandle } from '../../kit/form';
import { Section } from '../../kit/page';
import { toast } from '../../kit/toast';
import { t } from '../../messages';
import { labelColours } from '../../theme/palette';
import { RecipeChoice } from './recipe-choice';
import type { ChosenRecipe } from './recipe-choice';
import classes from './segments.module.css';
import { useReview } from './use-review';

const LONGEST_NAME = 200;
const LONGEST_TEXT = 2000;
const below: ('label' | 'input' | 'description' | 'error')[] = ['label', 'input', 'description', 'error'];

interface Values {
  name: string;
  color: string;
  description: string;
  folder: string;
  /** The id of a user; null for nobody. */
  owner: string | null;
  condition: Condition;
}

interface SegmentFormProps {
  segment?: Segment;
  kind: Segment['kind'];
  onSaved: (segment: Segment) => Promise<void>;
  onCancel: () => void;
}

/** A new segment gets a colour of its own as long as there are some. */
function colourFor(name: number): string {
  return labelColours[name % labelColours.length] ?? labelColours[0];
}

/** Name, colour and conditions, with the number of people who match beside them. */
export function SegmentForm({ segment, kind, onSaved, onCancel }: SegmentFormProps) {
  const save = useSaveSegment(segment);
  const form = useForm<Values>({
    initial: {
      name: segment?.name ?? '',
      color: segment?.color ?? colourFor(Math.floor(Math.random() * labelColours.length)),
      description: segment?.description ?? '',
      folder: segment?.folder ?? '',
      owner: segment?.owner ? String(segment.owner.id) : null,
      condition: rooted(segment?.condition),
    },
    check: ({ name, description, condition }) =>
      errorsOf({
        name: required(name) ?? atMost(LONGEST_NAME, name),
        description: atMost(LONGEST_TEXT, description),
        condition: kind === 'dynamic' && !isTreeComplete(condition) && t('segments.incomplete'),
      }),
    save: async ({ name, color, description, folder, owner, condition }) => {
      const words = {
        name: name.trim(),
        color,
        description: description.trim() || null,
        folder: folder.trim() || null,
        ...(segment || owner !== null ? { owner: owner === null ? null : Number(owner) } : {}),
      };
      const kindPart = segment ? {} : { kind: 'static' as const };
      await onSaved(await save.mutateAsync(kind === 'static' ? { ...words, ...kindPart } : { ...words, condition }));
    },
  });
  const review = useReview(segment, form);
  const follow = useRecipe(form);
  const isDynamic = kind === 'dynamic';
  const action = isDynamic ? t('segments.create') : t('segments.createList');
  return (
    <Form
      form={review.form}
      action={segment ? t('actions.save') : action}
      failed={t('segments.saveFailed')}
      onCancel={onCancel}
    >
      {isDynamic && !segment && <RecipeChoice onChoose={follow} />}
      <Words form={form} isNew={!segment} />
      {isDynamic && (
        <Conditions
          condition={form.values.condition}
          onChange={(condition) => form.set('condition', condition)}
          refusals={refusalsOf(save.error)}
          error={form.errors['condition']}
        />
      )}
      {review.dialog}
    </Form>
  );
}

/** Takes over a recipe, with its name unless somebody wrote another; conditions made by hand can be taken back. */
function useRecipe(form: FormHandle<Values>) {
  const [last, setLast] = useState<ChosenRecipe>();
  return (recipe: ChosenRecipe) => {
    const { name, condition } = form.values;
    const isOwnName = name.trim() !== '' && name !== last?.name;
    if (!isOwnName) form.set('name', recipe.name);
    form.set('condition', recipe.condition);
    setLast(recipe);
    const isOwnWork = leavesOf(condition).length > 0 && JSON.stringify(condition) !== JSON.stringify(last?.condition);
    if (!isOwnWork) return;
    const undo = () => {
      form.set('name', name);
      form.set('condition', condition);
    };
    toast.done(t('segments.recipes.replaced', { name: recipe.name }), { undo });
  };
}

/** What it is called, what it is for, where it is filed, whom to ask. */
function Words({ form, isNew }: { form: FormHandle<Values>; isNew: boolean }) {
  const users = useUsers().data?.data ?? [];
  return (
    <Section>
      <Stack gap="md" className={classes['words']}>
        <TextInput
          label={t('segments.name')}
          description={t('segments.nameHelp')}
          inputWrapperOrder={below}
          autoFocus={isNew}
          {...form.text('name')}
        />
        <ColorChoice
          label={t('segments.color')}
          value={form.values.color}
          onChange={(color) => form.set('color', color)}
        />
        <Textarea
          label={t('segments.description')}
          description={t('segments.descriptionHelp')}
          inputWrapperOrder={below}
          autosize
          minRows={1}
          maxRows={6}
          {...form.text('description')}
        />
        <FolderInput of="segments" {...form.pick('folder')} />
        <Select
          label={t('segments.owner')}
          description={t('segments.ownerHelp')}
          inputWrapperOrder={below}
          data={users.map(({ id, name }) => ({ value: String(id), label: name }))}
          searchable
          clearable
          {...form.pick('owner')}
        />
      </Stack>
    </Section>
  );
}

interface ConditionsProps {
  condition: Condition;
  onChange: (condition: Condition) => void;
  refusals: { path: string; message: string }[];
  error: string | undefined;
}

function Conditions({ condition, onChange, refusals, error }: ConditionsProps) {
  const preview = useConditionPreview(condition);
  const errors = preview.refusals.length > 0 ? preview.refusals : refusals;
  return (
    <div className={classes['builder']}>
      <Section title={t('segments.conditions')}>
        <ConditionBuilder value={condition} onChange={onChange} errors={errors} />
      </Section>
      <div className={classes['preview']}>
        <Section title={t('conditions.preview.title')}>
          <ConditionPreview preview={preview} />
        </Section>
        {(errors.length > 0 || error !== undefined) && (
          <Text c="var(--td-bad-ink)" role="alert">
            {errors.length > 0 ? t('segments.refused') : error}
          </Text>
        )}
      </div>
    </div>
  );
}
