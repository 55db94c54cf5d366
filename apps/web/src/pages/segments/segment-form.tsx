import { Stack, Text, Textarea, TextInput } from '@mantine/core';

import { useSaveSegment } from '../../api/segments';
import type { Segment } from '../../api/segments';
import { atMost, errorsOf, required } from '../../kit/checks';
import { ColorChoice } from '../../kit/color-choice';
import { rooted } from '../../kit/conditions/condition';
import type { Condition } from '../../kit/conditions/condition';
import { ConditionBuilder, isTreeComplete } from '../../kit/conditions/condition-builder';
import { ConditionPreview, refusalsOf, useConditionPreview } from '../../kit/conditions/condition-preview';
import { Form, useForm } from '../../kit/form';
import { Section } from '../../kit/page';
import { t } from '../../messages';
import { labelColours } from '../../theme/palette';
import classes from './segments.module.css';

const LONGEST_NAME = 200;
const LONGEST_TEXT = 2000;

interface Values {
  name: string;
  color: string;
  description: string;
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
      condition: rooted(segment?.condition),
    },
    check: ({ name, description, condition }) =>
      errorsOf({
        name: required(name) ?? atMost(LONGEST_NAME, name),
        description: atMost(LONGEST_TEXT, description),
        condition: kind === 'dynamic' && !isTreeComplete(condition) && t('segments.incomplete'),
      }),
    save: async ({ name, color, description, condition }) => {
      const words = { name: name.trim(), color, description: description.trim() || null };
      const kindPart = segment ? {} : { kind: 'static' as const };
      await onSaved(await save.mutateAsync(kind === 'static' ? { ...words, ...kindPart } : { ...words, condition }));
    },
  });
  const isDynamic = kind === 'dynamic';
  const action = isDynamic ? t('segments.create') : t('segments.createList');
  return (
    <Form
      form={form}
      action={segment ? t('actions.save') : action}
      failed={t('segments.saveFailed')}
      onCancel={onCancel}
    >
      <Section>
        <Stack gap="md" className={classes['words']}>
          <TextInput
            label={t('segments.name')}
            description={t('segments.nameHelp')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            autoFocus={!segment}
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
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            autosize
            minRows={1}
            maxRows={6}
            {...form.text('description')}
          />
        </Stack>
      </Section>
      {isDynamic && (
        <Conditions
          condition={form.values.condition}
          onChange={(condition) => form.set('condition', condition)}
          refusals={refusalsOf(save.error)}
          error={form.errors['condition']}
        />
      )}
    </Form>
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
