import type { RecipeParts } from '../kit/define-recipe.js';

/** What applying a recipe would make; ids stand for nothing. */
export interface RecipePreview {
  readonly document: ReturnType<RecipeParts['automation']>;
  readonly templates: readonly string[];
  readonly segments: readonly string[];
  readonly tags: readonly string[];
}

export function previewOf(parts: RecipeParts): RecipePreview {
  const document = parts.automation({ mail: () => 1, segment: () => 1 });
  const steps = Object.values(document['steps'] as Readonly<Record<string, Readonly<Record<string, unknown>>>>);
  const tags = steps.filter(({ type }) => type === 'add_tag').map(({ tag }) => String(tag));
  return {
    document,
    templates: Object.values(parts.mails ?? {}).map(({ name }) => name),
    segments: Object.values(parts.segments ?? {}).map(({ name }) => name),
    tags: [...new Set(tags)],
  };
}
