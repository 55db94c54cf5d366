import { AutomationRegistry, readAllPaths } from '#libs/automations';
import { RECIPES, sketchRecipe, type Recipe, type RecipeGroup, type RecipeSketch } from '#libs/recipes';
import { STEPS, TRIGGERS } from '#libs/registry';
import { NOTE, table } from '../reference/markdown.js';
import { conditionWords, type NameOf } from './condition-words.js';
import { measuresOf } from './measures.js';
import { needsOf } from './needs.js';
import { stepWords } from './step-words.js';
import { code, duration, type Part } from './words.js';

const GROUPS: Readonly<Record<RecipeGroup, string>> = {
  welcome: 'Welcome and nurture',
  interest: 'Interest',
  buying: 'Buying',
  loyalty: 'Loyalty',
  keeping: 'Keeping and winning back',
  service: 'Service',
};

const registry = new AutomationRegistry(TRIGGERS, STEPS);
const edgesOf = (type: string): readonly string[] => registry.step(type)?.edges ?? [];

/** The pages of docs/recipes, by file name. */
export function makeRecipePages(): Record<string, string> {
  const pages = RECIPES.map((recipe) => [`${recipe.key}.md`, recipePage(recipe)] as const);
  return { 'README.md': indexPage(), ...Object.fromEntries(pages) };
}

function indexPage(): string {
  const groups = Object.entries(GROUPS).map(([group, title]) => {
    const recipes = RECIPES.filter((recipe) => recipe.group === group);
    const rows = recipes.map(({ key, name, summary }) => [`[${name}](${key}.md)`, summary]);
    return `## ${title}\n\n${table(['recipe', 'what it does'], rows)}`;
  });
  return paragraphs(
    NOTE,
    '# Recipes',
    'Journeys that work as they are: **Automations → Start from a recipe**. A recipe asks a few questions, answers them from your data where it can, and makes a draft with its mails and segments. Nothing runs before you publish it, and from then on it is an automation like any other. How to write one: [add a recipe](../how-to/add-a-recipe.md).',
    ...groups,
  );
}

function recipePage(recipe: Recipe): string {
  const sketch = sketchRecipe(recipe, edgesOf);
  const { document } = sketch;
  const nameOf = namesOf(sketch);
  return paragraphs(
    NOTE,
    `# ${recipe.name}`,
    recipe.summary,
    '## What it is for',
    ...recipe.story,
    '## The flow',
    `\`\`\`mermaid\n${sketch.mermaid}\n\`\`\``,
    '## Step by step',
    [`0. ${recipe.begins}. ${entryWords(document)}`, ...stepLines(document, nameOf)].join('\n'),
    '## What it asks',
    'Each question is answered from your data where that is possible, else as here.',
    table(['question', 'name', 'usual answer', 'meaning'], askRows(recipe, sketch)),
    '## What it needs',
    list(needsOf(recipe, sketch)),
    '## What it makes',
    list(makesOf(sketch, nameOf)),
    '## Before you publish',
    ...recipe.tips,
    '## How to measure it',
    list(measuresOf(recipe, document, nameOf)),
    '## By API',
    `\`\`\`http\nPOST /api/v1/recipes/${recipe.key}/apply\n\n{ "params": ${exampleAnswer(sketch)} }\n\`\`\``,
    'Questions that are left out are answered as above. The answer names the draft; [automations](../automations.md) says how to try and publish it.',
  );
}

function stepLines(document: Part, nameOf: NameOf): string[] {
  const steps = Object.entries(document['steps'] as Readonly<Record<string, Part>>);
  const nameOfStep = (id: unknown): string => `*${String(steps.find(([known]) => known === id)?.[1]['name'] ?? id)}*`;
  return steps.map(([, step], index) => {
    const ways = readAllPaths(step, edgesOf(String(step['type']))).map(({ path, value }) => {
      return { otherwise: path === 'else', to: typeof value === 'string' ? nameOfStep(value) : 'the end' };
    });
    return `${String(index + 1)}. **${String(step['name'])}**: ${stepWords(step, nameOf)}. ${wayWords(ways)}`.trimEnd();
  });
}

function wayWords(ways: readonly { readonly otherwise: boolean; readonly to: string }[]): string {
  const [first, second] = ways;
  if (!first) return '';
  if (!second || first.to === second.to) return `Then ${first.to}.`;
  return `If so, ${first.to}; if not, ${second.to}.`;
}

/** Whom it takes again, and when. */
function entryWords(document: Part): string {
  const { again = 'never', cooldown, key } = (document['entry'] ?? {}) as Part;
  if (again === 'never') return 'Everybody goes through once.';
  const apart = key === undefined ? '' : `, each ${code(key)} apart`;
  const rest = cooldown === undefined ? '' : `, at the earliest after ${duration(cooldown)}`;
  return `Whoever has gone through may come again${rest}${apart}.`;
}

function askRows({ asks }: Recipe, { answers }: RecipeSketch): string[][] {
  return Object.entries(asks.shape).map(([name, schema]) => {
    const { title = '', description = '' } = (schema as { meta(): Record<string, string> | undefined }).meta() ?? {};
    return [title, code(name), answers[name] === undefined ? 'none' : code(answers[name]), description];
  });
}

function makesOf({ parts }: RecipeSketch, nameOf: NameOf): string[] {
  const segments = Object.values(parts.segments ?? {}).map(({ name, condition }) => {
    if (!condition) return `The list "${name}", which the automation keeps.`;
    return `The segment "${name}": everybody who ${conditionWords(condition, nameOf)}.`;
  });
  return [
    'The automation, as a draft.',
    ...Object.values(parts.mails ?? {}).map(
      ({ name, subject }) => `The mail "${name}", with the subject ${code(subject)}.`,
    ),
    ...segments,
    ...(parts.fields ?? []).map(({ key, type }) => `The field ${code(key)} (${type}), when there is none.`),
  ];
}

function exampleAnswer({ answers }: RecipeSketch): string {
  const [first] = Object.entries(answers);
  return first ? `{ ${JSON.stringify(first[0])}: ${JSON.stringify(first[1])} }` : '{}';
}

/** By the numbers that a sketch gives them. */
function namesOf({ parts }: RecipeSketch): NameOf {
  return (kind, id) => {
    const made: readonly { readonly name: string }[] = Object.values(
      (kind === 'mail' ? parts.mails : parts.segments) ?? {},
    );
    return made[Number(id) - 1]?.name ?? String(id);
  };
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

function paragraphs(...parts: readonly string[]): string {
  return `${parts.join('\n\n')}\n`;
}
