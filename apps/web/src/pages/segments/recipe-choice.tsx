import { Button, Text, UnstyledButton } from '@mantine/core';
import { useState } from 'react';

import { useSeenEvents } from '../../api/events';
import { useAllFields } from '../../api/fields';
import type { Condition } from '../../kit/conditions/condition';
import { Section } from '../../kit/page';
import { t, tOr } from '../../messages';
import { RECIPES } from './recipes';
import type { Recipe } from './recipes';
import classes from './segments.module.css';

const FEW = 6;

interface Prepared extends Pick<Recipe, 'key' | 'kind'> {
  condition?: Condition;
  missing?: string;
}

function prepare({ key, kind, build }: Recipe, present: Parameters<Recipe['build']>[0]): Prepared {
  const built = build(present);
  return 'missing' in built && typeof built.missing === 'string'
    ? { key, kind, missing: built.missing }
    : { key, kind, condition: built as Condition };
}

/** The five types side by side, not twenty of the first. */
function firstOfEachKind(recipes: Prepared[]): Prepared[] {
  const turns = recipes.map((recipe, index) => ({
    recipe,
    turn: recipes.slice(0, index).filter(({ kind }) => kind === recipe.kind).length,
  }));
  return turns.toSorted((a, b) => a.turn - b.turn).map(({ recipe }) => recipe);
}

export interface ChosenRecipe {
  name: string;
  condition: Condition;
}

interface RecipeChoiceProps {
  onChoose: (recipe: ChosenRecipe) => void;
}

/** Offers recipes that fit the fields and events that there are; those that lack something come last and say what. */
export function RecipeChoice({ onChoose }: RecipeChoiceProps) {
  const [all, setAll] = useState(false);
  const present = { fields: useAllFields(), events: useSeenEvents() };
  const prepared = RECIPES.map((recipe) => prepare(recipe, present));
  const usable = prepared.filter(({ condition }) => condition);
  const sorted = [...firstOfEachKind(usable), ...prepared.filter(({ condition }) => !condition)];
  return (
    <Section title={t('segments.recipes.title')} description={t('segments.recipes.help')}>
      <div className={classes['recipes']}>
        {(all ? sorted : sorted.slice(0, FEW)).map(({ key, kind, condition, missing }) => {
          const name = tOr(`segments.recipes.names.${key}`, key);
          return (
            <UnstyledButton
              key={key}
              className={classes['recipe'] ?? ''}
              disabled={!condition}
              onClick={() => condition && onChoose({ name, condition: structuredClone(condition) })}
            >
              <Text size="xs" c="dimmed">
                {t(`segments.recipes.kinds.${kind}`)}
              </Text>
              <Text fw={500}>{name}</Text>
              <Text size="sm" c="dimmed">
                {missing === undefined
                  ? tOr(`segments.recipes.descriptions.${key}`, '')
                  : t('segments.recipes.missing', { names: missing })}
              </Text>
            </UnstyledButton>
          );
        })}
      </div>
      <Button mt="sm" size="compact-sm" variant="subtle" onClick={() => setAll(!all)}>
        {all ? t('segments.recipes.fewer') : t('segments.recipes.more')}
      </Button>
    </Section>
  );
}
