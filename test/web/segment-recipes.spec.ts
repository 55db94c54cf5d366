import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { segments } from '../../apps/web/src/messages/en/segments.js';

interface Leaf {
  readonly type: string;
  readonly field?: string;
  readonly op: string;
}
interface Present {
  readonly fields: readonly object[];
  readonly events: readonly string[];
}
interface Recipe {
  readonly key: string;
  readonly build: (present: Present) => { readonly all?: Leaf[] };
}

// The web app is a project of its own, with its own compiler settings.
const source = path.resolve(import.meta.dirname, '../../apps/web/src/pages/segments/recipes.ts');
const { RECIPES } = (await import(source)) as { RECIPES: Recipe[] };
const keys = RECIPES.map(({ key }) => key).sort();

/** What the recipes make of an installation with one field of its own. */
function leavesWith(type: string, key: string): Leaf[] {
  const fields = [{ key, label: key, type, isSystem: false, options: [] }];
  return RECIPES.flatMap(({ build }) => build({ fields, events: [] }).all ?? []).filter(({ field }) => field === key);
}

describe('the recipes for segments', () => {
  it('are all named and described, and all that is named is there', () => {
    expect(Object.keys(segments.recipes.names).sort()).toEqual(keys);
    expect(Object.keys(segments.recipes.descriptions).sort()).toEqual(keys);
  });

  it.each([
    ['boolean', 'has_children', 'is_true'],
    ['number', 'children', 'gte'],
    ['set', 'children', 'has_any_of'],
    ['choice', 'children', 'is_any_of'],
    ['date', 'children_since', 'is_not_empty'],
  ])('compare a field of type %s as it can be compared', (type, key, op) => {
    expect(leavesWith(type, key)).toMatchObject([{ type: 'field', field: key, op }]);
  });

  it('tell who clicks in mails from who only gets them', () => {
    const leaves = (key: string) => RECIPES.find((recipe) => recipe.key === key)?.build({ fields: [], events: [] });
    expect(leaves('clickers')).toMatchObject({ all: [{ type: 'email', action: 'clicked', op: 'gte', value: 1 }] });
    expect(leaves('silent')).toMatchObject({
      all: [
        { type: 'email', action: 'delivered', op: 'gte', value: 1 },
        { type: 'email', action: 'clicked', op: 'eq', value: 0 },
      ],
    });
  });
});
