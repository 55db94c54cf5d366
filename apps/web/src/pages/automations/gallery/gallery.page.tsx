import './recipe-words';

import { Button, Text } from '@mantine/core';
import { Link } from 'react-router';

import { useRecipes } from '../../../api/recipes';
import type { Recipe } from '../../../api/recipes';
import { Page as Skeleton, Section } from '../../../kit/page';
import { QueryView } from '../../../kit/query-view';
import { t, tOr } from '../../../messages';
import { FlowPicture } from './flow-picture';
import classes from './gallery.module.css';

function Card({ recipe: { key, name, summary, flow } }: { recipe: Recipe }) {
  return (
    <Link to={`/automations/recipes/${key}`} className={classes['card'] ?? ''}>
      <span className={classes['stage']}>
        <FlowPicture flow={flow} />
      </span>
      <Text fw={600}>{name}</Text>
      <Text size="sm" c="dimmed">
        {summary}
      </Text>
    </Link>
  );
}

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
              <div className={classes['cards']}>
                {data
                  .filter((recipe) => recipe.group === group)
                  .map((recipe) => (
                    <Card key={recipe.key} recipe={recipe} />
                  ))}
              </div>
            </Section>
          ))}
        </Skeleton>
      )}
    </QueryView>
  );
}
