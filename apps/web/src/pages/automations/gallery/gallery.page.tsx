import './recipe-words';

import { Button } from '@mantine/core';
import { Link } from 'react-router';

import { useRecipes } from '../../../api/recipes';
import { Page as Skeleton, Section } from '../../../kit/page';
import { QueryView } from '../../../kit/query-view';
import { t, tOr } from '../../../messages';
import { RecipeCards } from './recipe-cards';

/** All recipes, by what they are for. */
export function Page() {
  const recipes = useRecipes();
  return (
    <QueryView query={recipes} failed={t('recipes.failed')}>
      {({ data }) => (
        <Skeleton
          title={t('recipes.title')}
          purpose={t('recipes.purpose')}
          back={{ to: '/automations', label: t('automations.title') }}
          actions={
            <Button component={Link} to="/automations/new" variant="default">
              {t('recipes.scratch')}
            </Button>
          }
        >
          {[...new Set(data.map(({ group }) => group))].map((group) => (
            <Section key={group} title={tOr(`recipes.groups.${group}`, group)}>
              <RecipeCards recipes={data.filter((recipe) => recipe.group === group)} />
            </Section>
          ))}
        </Skeleton>
      )}
    </QueryView>
  );
}
