import type { Suggest } from './asks.js';
import type { Recipe } from './define-recipe.js';

/** What is suggested where there is no data to look at: the first name of each list. */
export function usualAnswers({ asks }: Pick<Recipe, 'asks'>): Readonly<Record<string, unknown>> {
  const answers = Object.entries(asks.shape).map(([name, schema]) => {
    const suggest = (schema as { meta(): { suggest?: Suggest } | undefined }).meta()?.suggest;
    return [name, suggest && usualOf(suggest)] as const;
  });
  return Object.fromEntries(answers.filter(([, answer]) => answer !== undefined));
}

function usualOf(suggest: Suggest): unknown {
  switch (suggest.kind) {
    case 'fixed':
      return suggest.value;
    case 'event':
    case 'property':
    case 'topic':
    case 'date field':
      return suggest.of[0];
    case 'page':
      return `https://www.example.com${suggest.path}`;
    case 'value':
      return suggest.otherwise;
    case 'salesperson':
      return undefined;
  }
}
