import type { AnyField } from '../../api/fields';
import type { Condition, Leaf } from '../../kit/conditions/condition';

export type RecipeKind = 'demographic' | 'geographic' | 'psychographic' | 'behavioural' | 'value';

/** What an installation has that a recipe may build on. */
export interface Present {
  fields: AnyField[];
  events: string[];
}

export interface Recipe {
  key: string;
  kind: RecipeKind;
  /** The conditions from what is there, or the names of what is missing. */
  build: (present: Present) => Condition | { missing: string };
}

const within = (event: string, window: string, op = 'gte', value = 1): Leaf => ({
  type: 'event',
  event,
  measure: 'count',
  op,
  value,
  within: window,
});

/** The first field whose key or label speaks of one of these, in the order of the words. */
function fieldOf({ fields }: Present, words: string[]): AnyField | undefined {
  const matches = (field: AnyField, word: string) =>
    field.key.toLowerCase().includes(word) || field.label.toLowerCase().replaceAll(' ', '_').includes(word);
  return words.map((word) => fields.find((field) => matches(field, word))).find((field) => field !== undefined);
}

/** The first event of these names that came in. */
function eventOf({ events }: Present, names: string[]): string | undefined {
  return names.find((name) => events.includes(name));
}

function onField(words: string[], leafOf: (field: AnyField) => Leaf): Recipe['build'] {
  return (present) => {
    const field = fieldOf(present, words);
    return field ? { all: [leafOf(field)] } : { missing: words[0] ?? '' };
  };
}

function onEvent(names: string[], build: (event: string, present: Present) => Condition): Recipe['build'] {
  return (present) => {
    const event = eventOf(present, names);
    return event === undefined ? { missing: names[0] ?? '' } : build(event, present);
  };
}

const mailed = (action: string, op: string, value: number): Leaf => ({
  type: 'email',
  action,
  measure: 'count',
  op,
  value,
  within: '90d',
});

/** A value that fits the type of the field; empty where only its owner can say which. */
function open(field: AnyField): Leaf {
  if (field.type === 'boolean') return { type: 'field', field: field.key, op: 'is_true' };
  if (field.type === 'date' || field.type === 'datetime')
    return { type: 'field', field: field.key, op: 'is_not_empty' };
  if (field.type === 'set') return { type: 'field', field: field.key, op: 'has_any_of', value: [] };
  if (field.type === 'number' || field.type === 'money') {
    return { type: 'field', field: field.key, op: 'gte', value: null };
  }
  return { type: 'field', field: field.key, op: 'is_any_of', value: [] };
}

/** Ages come as a number, in bands that only their owner can choose from, or from the date of birth. */
function onAge(op: 'gte' | 'lte', years: number, byBirth: (field: AnyField) => Condition[]): Recipe['build'] {
  return (present) => {
    const age = fieldOf({ ...present, fields: present.fields.filter(({ key }) => /(^|_)age($|_)/i.test(key)) }, [
      'age',
    ]);
    if (!age) {
      const birth = fieldOf(present, ['birth_date']);
      return birth ? { all: byBirth(birth) } : { missing: 'birth_date' };
    }
    return { all: [age.type === 'number' ? { type: 'field', field: age.key, op, value: years } : open(age)] };
  };
}

const ORDERS = ['order_completed', 'purchase', 'order'];
const YEARS_65 = '780mo';
const YEARS_30 = '360mo';
const A_MONTH_LESS = '359mo';

/** Both ends of a window count, so it holds those who turn 30 today: in their last month, whose birthday it is. */
function under30({ key }: AnyField): Condition[] {
  const isOldest: Leaf = { type: 'field', field: key, op: 'more_than_ago', value: A_MONTH_LESS };
  const hasBirthday: Leaf = { type: 'field', field: key, op: 'anniversary_on', value: 'today' };
  return [
    { type: 'field', field: key, op: 'in_last', value: YEARS_30 },
    { not: { any: [{ all: [isOldest, hasBirthday] }] } },
  ];
}

const spent = (op: string) =>
  onEvent(ORDERS, (event) => ({
    all: [
      within(event, '365d'),
      { type: 'event', event, measure: 'sum', of: 'value', op, value: null, within: '365d' },
    ],
  }));

/** Ways to begin, by the five types of segments. */
export const RECIPES: Recipe[] = [
  {
    key: 'over65',
    kind: 'demographic',
    build: onAge('gte', 65, ({ key }) => [{ type: 'field', field: key, op: 'more_than_ago', value: YEARS_65 }]),
  },
  {
    key: 'young',
    kind: 'demographic',
    build: onAge('lte', 29, under30),
  },
  { key: 'income', kind: 'demographic', build: onField(['income', 'salary', 'earnings'], open) },
  { key: 'family', kind: 'demographic', build: onField(['family_size', 'household', 'children', 'kids'], open) },
  {
    key: 'birthday',
    kind: 'demographic',
    build: onField(['birth_date'], ({ key }) => ({
      type: 'field',
      field: key,
      op: 'anniversary_in_next',
      value: '7d',
    })),
  },
  { key: 'country', kind: 'geographic', build: onField(['country'], open) },
  {
    key: 'postcode',
    kind: 'geographic',
    build: onField(['postcode', 'zip'], ({ key }) => ({ type: 'field', field: key, op: 'starts_with', value: '' })),
  },
  { key: 'urban', kind: 'geographic', build: onField(['urban', 'area_type', 'city'], open) },
  { key: 'language', kind: 'geographic', build: onField(['locale', 'language'], open) },
  { key: 'interests', kind: 'psychographic', build: onField(['interest', 'hobb', 'likes', 'values'], open) },
  {
    key: 'interested',
    kind: 'psychographic',
    build: onEvent(['page_viewed', 'product_viewed'], (event) => ({
      all: [{ ...within(event, '30d', 'gte', 3), where: { property: 'path', op: 'starts_with', value: '' } }],
    })),
  },
  { key: 'recentBuyers', kind: 'behavioural', build: onEvent(ORDERS, (event) => ({ all: [within(event, '30d')] })) },
  {
    key: 'repeat',
    kind: 'behavioural',
    build: onEvent(ORDERS, (event) => ({ all: [within(event, '365d', 'gte', 3)] })),
  },
  {
    key: 'lapsed',
    kind: 'behavioural',
    build: onEvent(ORDERS, (event) => ({
      all: [{ type: 'event', event, measure: 'count', op: 'gte', value: 1 }, { not: { any: [within(event, '180d')] } }],
    })),
  },
  {
    key: 'cart',
    kind: 'behavioural',
    build: onEvent(['cart_created', 'cart_updated'], (event, present) => ({
      all: [within(event, '7d'), { not: { any: [within(eventOf(present, ORDERS) ?? 'order_completed', '7d')] } }],
    })),
  },
  {
    key: 'active',
    kind: 'behavioural',
    build: onEvent(['page_viewed', 'login', 'session_started'], (event) => ({ all: [within(event, '30d', 'gte', 5)] })),
  },
  {
    key: 'intent',
    kind: 'behavioural',
    build: onEvent(['page_viewed'], (event) => ({
      all: [{ ...within(event, '14d', 'gte', 2), where: { property: 'path', op: 'starts_with', value: '/pricing' } }],
    })),
  },
  { key: 'clickers', kind: 'behavioural', build: () => ({ all: [mailed('clicked', 'gte', 1)] }) },
  {
    key: 'silent',
    kind: 'behavioural',
    build: () => ({ all: [mailed('delivered', 'gte', 1), mailed('clicked', 'eq', 0)] }),
  },
  { key: 'bigSpenders', kind: 'value', build: spent('gte') },
  { key: 'smallSpenders', kind: 'value', build: spent('lte') },
  {
    key: 'longTenure',
    kind: 'value',
    build: onEvent(ORDERS, (event) => ({
      all: [{ type: 'event', event, measure: 'first', op: 'more_than_ago', value: '730d' }],
    })),
  },
];
