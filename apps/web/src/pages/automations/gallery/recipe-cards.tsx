import './recipe-words';

import { Text } from '@mantine/core';
import { Link } from 'react-router';

import type { Recipe } from '../../../api/recipes';
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

/** What each recipe looks like, and what it is for; each leads to its own page. */
export function RecipeCards({ recipes }: { recipes: readonly Recipe[] }) {
  return (
    <div className={classes['cards']}>
      {recipes.map((recipe) => (
        <Card key={recipe.key} recipe={recipe} />
      ))}
    </div>
  );
}
