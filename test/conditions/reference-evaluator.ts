import { isNear, type Near } from './reference-geo.js';
import { momentsOf } from './reference-mails.js';
import { worthOf } from './reference-money.js';
import { judgeSequence } from './reference-sequence.js';
import { isMissing, jsonValue, typeFor, type Value } from './reference-typed.js';
import {
  anniversary,
  dayIn,
  decimal,
  fold,
  inSample,
  isCalendarDay,
  isZone,
  partOf,
  shiftDay,
  shiftMoment,
  yearOf,
} from './reference-values.js';
import { PATTERNS } from './trees.js';
import { CUSTOM_FIELDS, SYSTEM, type World, type WorldContact, type WorldEvent } from './world.js';

/*
 * Judges a tree in memory, one contact at a time, as the contract says it in words. It shares no code with the product.
 */

type Json = Readonly<Record<string, unknown>>;
export type Tree = Json;

/** Whom to judge, and the run that it is about. */
export interface ReferenceSubject {
  readonly id: number;
  readonly contact: WorldContact;
  readonly enteredAt?: Date | undefined;
  readonly stepAt?: Date | undefined;
  readonly event?: Json | null | undefined;
}

interface Context {
  readonly world: World;
  readonly subject: ReferenceSubject;
  readonly zone: string;
  readonly now: Date;
}

export function judgeByReference(tree: Tree, world: World, subject: ReferenceSubject): boolean {
  const own = subject.contact.columns['time_zone'] as string | null;
  const context = { world, subject, zone: isZone(own) ? own : world.zone, now: world.now };
  return judgeTree(tree, (leaf) => judgeLeaf(leaf, context));
}

function judgeTree(tree: Tree, judge: (leaf: Tree) => boolean): boolean {
  if (Array.isArray(tree['all'])) return (tree['all'] as Tree[]).every((child) => judgeTree(child, judge));
  if (Array.isArray(tree['any'])) return (tree['any'] as Tree[]).some((child) => judgeTree(child, judge));
  if (tree['not']) return !judgeTree(tree['not'] as Tree, judge);
  return judge(tree);
}

function judgeLeaf(leaf: Tree, context: Context): boolean {
  const { subject } = context;
  switch (leaf['type']) {
    case 'field':
      if (leaf['op'] === 'changed_in_last') return hasChanged(leaf, context);
      return compare(fieldValue(leaf['field'] as string, context), leaf, context);
    case 'tag':
      return judgeTags(leaf, subject.contact.tags);
    case 'segment':
      return subject.contact.segments.includes(leaf['segment'] as number) === (leaf['op'] === 'in');
    case 'consent':
      return subject.contact.consents[leaf['topic'] as string] === leaf['status'];
    case 'geo':
      return isNear(leaf['near'] as Near, subject.contact.columns);
    case 'sample':
      return inSample(subject.id, leaf['percent'] as number, leaf['salt'] as string);
    case 'trigger':
      return compare(jsonValue(subject.event?.[leaf['property'] as string], typeFor(leaf), context), leaf, context);
    case 'event':
      return judgeEvents(leaf, context);
    case 'sequence':
      return judgeSequence(leaf, subject.contact.events, context.now, ({ event, where }, { ...given }) => {
        return given.name === event && (!where || judgeWhere(where as Tree, given, context));
      });
    case 'email':
      return judgeMails(leaf, context);
    default:
      throw new Error(`The reference knows no ${String(leaf['type'])}`);
  }
}

function judgeTags({ op, value }: Tree, tags: readonly string[]): boolean {
  const has = new Set(tags.map(fold));
  const wanted = (value as string[]).map(fold);
  if (op === 'has_all_of') return wanted.every((tag) => has.has(tag));
  return wanted.some((tag) => has.has(tag)) === (op === 'has_any_of');
}

const TYPE_OF: Readonly<Record<string, Value['type']>> = {
  text: 'text',
  choice: 'text',
  number: 'number',
  money: 'number',
  date: 'date',
  datetime: 'datetime',
  boolean: 'boolean',
  set: 'set',
};

function fieldValue(key: string, context: Context): Value {
  const { contact } = context.subject;
  if (key === 'created_at') return { type: 'datetime', at: contact.createdAt };
  if (key in SYSTEM) {
    const type = TYPE_OF[SYSTEM[key as keyof typeof SYSTEM]]!;
    return jsonValue(contact.columns[key], type, context);
  }
  return jsonValue(contact.fields[key], TYPE_OF[CUSTOM_FIELDS[key as keyof typeof CUSTOM_FIELDS]]!, context);
}

/** What has not changed since the contact was made is as old as the contact; what never had a value is not old. */
function hasChanged({ field, value }: Tree, { subject: { contact }, now }: Context): boolean {
  const key = field as string;
  const stored =
    key in CUSTOM_FIELDS ? contact.fields[key] : key === 'created_at' ? contact.createdAt : contact.columns[key];
  const isThere = key in CUSTOM_FIELDS ? key in contact.fields : stored !== null;
  const at = contact.changes[key] ?? (isThere ? contact.createdAt : null);
  return at !== null && at >= shiftMoment(now, value as string, -1) && at <= now;
}

const OPPOSITES: Readonly<Record<string, string>> = {
  is_not: 'is',
  is_none_of: 'is_any_of',
  not_contains: 'contains',
  not_starts_with: 'starts_with',
  not_ends_with: 'ends_with',
  ne: 'eq',
  has_none_of: 'has_any_of',
  not_in_last: 'in_last',
  is_not_empty: 'is_empty',
};

function compare(value: Value, leaf: Tree, context: Context): boolean {
  const op = leaf['op'] as string;
  const opposite = OPPOSITES[op];
  if (opposite) return !compare(value, { ...leaf, op: opposite }, context);
  if (op === 'is_empty') return isMissing(value) || (value.type === 'set' && value.items?.length === 0);
  if (isMissing(value)) return false;
  const operand = resolve(leaf['value'], value.type, context);
  if (operand === null) return false;
  switch (value.type) {
    case 'text':
      return compareText(op, fold(value.text!), operand);
    case 'number':
      return compareNumber(op, value.number!, operand);
    case 'boolean':
      return op === 'is_true' ? value.flag! : !value.flag!;
    case 'set':
      return compareSet(op, value.items!, operand);
    case 'date':
    case 'datetime':
      return compareDate(op, value, operand, context);
    case 'any':
      throw new Error(`${op} needs a type`);
  }
}

/** What a value is compared with; a reference to something missing is null. */
function resolve(given: unknown, type: Value['type'], context: Context): unknown {
  const reference = (given as { ref?: string } | undefined)?.ref;
  if (reference === undefined) return given ?? 'nothing';
  const value = reference.startsWith('field:')
    ? fieldValue(reference.slice(6), context)
    : jsonValue(context.subject.event?.[reference.slice(6)], type, context);
  if (isMissing(value)) return null;
  if (value.type === 'number') return { exact: value.number };
  if (value.type === 'text') return value.text;
  return value;
}

function compareText(op: string, text: string, operand: unknown): boolean {
  if (op === 'is_any_of') return (operand as string[]).some((one) => fold(one) === text);
  if (op === 'matches') return PATTERNS.find(([pattern]) => pattern === operand)![1].test(text);
  const other = fold(operand as string);
  if (op === 'is') return text === other;
  if (op === 'contains') return text.includes(other);
  return op === 'starts_with' ? text.startsWith(other) : text.endsWith(other);
}

function compareNumber(op: string, number: bigint, operand: unknown): boolean {
  if (op === 'between') {
    const [from, to] = (operand as number[]).map(decimal);
    return number >= from! && number <= to!;
  }
  const other = typeof operand === 'number' ? decimal(operand) : (operand as { exact: bigint }).exact;
  const verdicts: Record<string, boolean> = {
    eq: number === other,
    gt: number > other,
    gte: number >= other,
    lt: number < other,
    lte: number <= other,
  };
  return verdicts[op]!;
}

function compareSet(op: string, items: readonly unknown[], operand: unknown): boolean {
  if (op === 'size_gte') return items.length >= (operand as number);
  if (op === 'size_lte') return items.length <= (operand as number);
  const has = new Set(items.filter((item) => typeof item === 'string').map(fold));
  const wanted = (operand as string[]).map(fold);
  return op === 'has_all_of' ? wanted.every((one) => has.has(one)) : wanted.some((one) => has.has(one));
}

type DateValue = Extract<Value, { type: 'date' | 'datetime' }>;

function dayOf(value: DateValue, zone: string): string {
  return value.type === 'date' ? value.day! : dayIn(value.at!, zone);
}

function compareDate(op: string, value: DateValue, operand: unknown, context: Context): boolean {
  const { zone, now } = context;
  const day = dayOf(value, zone);
  const today = dayIn(now, zone);
  switch (op) {
    case 'on':
      return order(value, operand, zone, true) === 0;
    case 'before':
      return order(value, operand, zone) < 0;
    case 'after':
      return order(value, operand, zone) > 0;
    case 'between': {
      const [from, to] = operand as [string, string];
      return order(value, from, zone) >= 0 && order(value, to, zone) <= 0;
    }
    case 'in_last':
      return isWithin(
        value,
        shiftDay(today, dayWindow(operand), -1),
        today,
        shiftMoment(now, operand as string, -1),
        now,
      );
    case 'in_next':
      return isWithin(
        value,
        today,
        shiftDay(today, dayWindow(operand), 1),
        now,
        shiftMoment(now, operand as string, 1),
      );
    case 'more_than_ago':
      if (value.type === 'date') return day < shiftDay(today, operand as string, -1);
      return value.at! < shiftMoment(now, operand as string, -1);
    case 'anniversary_on':
      return isAnniversary(day, operand as string, today);
    case 'anniversary_in_next':
      return nextAnniversary(day, today) <= shiftDay(today, operand as string, 1);
    default:
      return [operand].flat().includes(partOf(day, op as 'day_is'));
  }
}

/** Windows of hours are for moments only; then the day is not looked at. */
function dayWindow(operand: unknown): string {
  return /(d|w|mo)$/.test(operand as string) ? (operand as string) : '1d';
}

function isWithin(value: DateValue, fromDay: string, toDay: string, from: Date, to: Date): boolean {
  if (value.type === 'date') return value.day! >= fromDay && value.day! <= toDay;
  return value.at! >= from && value.at! <= to;
}

/** Negative when the value is earlier; by days unless both are moments. */
function order(value: DateValue, operand: unknown, zone: string, byDays = false): number {
  const other: DateValue =
    typeof operand === 'string'
      ? isCalendarDay(operand)
        ? { type: 'date', day: operand }
        : { type: 'datetime', at: new Date(operand) }
      : (operand as DateValue);
  if (!byDays && value.type === 'datetime' && other.type === 'datetime')
    return value.at!.getTime() - other.at!.getTime();
  const [left, right] = [dayOf(value, zone), dayOf(other, zone)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function isAnniversary(day: string, operand: string, today: string): boolean {
  const target =
    operand === 'today' ? today : isCalendarDay(operand) ? operand : anniversary(`2000-${operand}`, yearOf(today));
  return anniversary(day, yearOf(target)) === target;
}

function nextAnniversary(day: string, today: string): string {
  const thisYear = anniversary(day, yearOf(today));
  return thisYear >= today ? thisYear : anniversary(day, yearOf(today) + 1);
}

function judgeEvents(leaf: Tree, context: Context): boolean {
  const events = context.subject.contact.events
    .map((event, index) => ({ event, index }))
    .filter(({ event }) => event.name === leaf['event'] && isInPeriod(event, leaf, context))
    .filter(({ event }) => !leaf['where'] || judgeWhere(leaf['where'] as Tree, event, context))
    .sort((a, b) => a.event.at.getTime() - b.event.at.getTime() || a.index - b.index)
    .map(({ event }) => event);
  const { measure = 'count', op = 'gte', value = 1, ...rest } = leaf;
  const full = { ...rest, measure, op, ...(takesNoValue(op as string) ? {} : { value }) };
  return compare(measureEvents(events, full, context), full, context);
}

function judgeMails(leaf: Tree, context: Context): boolean {
  const moments = momentsOf(leaf, context.subject.contact.mails).filter((at) => isInPeriod({ at }, leaf, context));
  const { measure = 'count', op = 'gte', value = 1 } = leaf;
  const full = { op, ...(takesNoValue(op as string) ? {} : { value }) };
  if (measure === 'count') return compare({ type: 'number', number: decimal(moments.length) }, full, context);
  return compare({ type: 'datetime', at: (measure === 'first' ? moments[0] : moments.at(-1)) ?? null }, full, context);
}

function takesNoValue(op: string): boolean {
  return ['is_empty', 'is_not_empty', 'is_true', 'is_false'].includes(op);
}

function isInPeriod({ at }: Pick<WorldEvent, 'at'>, leaf: Tree, { now, zone, subject }: Context): boolean {
  if (leaf['within'] !== undefined) return at >= shiftMoment(now, leaf['within'] as string, -1);
  if (leaf['between'] !== undefined) {
    const [from, to] = leaf['between'] as [string, string];
    const value: DateValue = { type: 'datetime', at };
    return order(value, from, zone) >= 0 && order(value, to, zone) <= 0;
  }
  if (leaf['since'] === undefined) return true;
  const start = leaf['since'] === 'entry' ? subject.enteredAt : subject.stepAt;
  return start !== undefined && at >= start;
}

function judgeWhere(where: Tree, event: WorldEvent, context: Context): boolean {
  return judgeTree(where, (test) =>
    compare(propertyOf(event, test['property'] as string, typeFor(test), context), test, context),
  );
}

function propertyOf(event: WorldEvent, property: string, type: Value['type'], context: Context): Value {
  if (property === 'value') return jsonValue(event.value, type, context);
  if (property === 'currency') return jsonValue(event.currency, type, context);
  return jsonValue(event.properties[property], type, context);
}

function measureEvents(events: readonly WorldEvent[], leaf: Tree, context: Context): Value {
  const { measure, of } = leaf as { measure: string; of?: string };
  if (measure === 'count') return { type: 'number', number: decimal(events.length) };
  if (measure === 'first' || measure === 'last') {
    const event = measure === 'first' ? events[0] : events.at(-1);
    if (of === undefined) return { type: 'datetime', at: event?.at ?? null };
    const type = of === 'value' ? 'number' : typeFor(leaf);
    if (of === 'value') return { type: 'number', number: event ? worthOf(event, leaf, context.world) : null };
    return event ? propertyOf(event, of, type, context) : jsonValue(undefined, type, context);
  }
  const property = of ?? 'value';
  if (measure === 'distinct') return { type: 'number', number: decimal(countDistinct(events, property)) };
  if ((measure === 'min' || measure === 'max') && typeFor(leaf) === 'datetime') {
    return extreme(measure, events, property, context);
  }
  const numbers = events.flatMap((event) => {
    if (property === 'value') return worthOf(event, leaf, context.world) ?? [];
    const value = propertyOf(event, property, 'number', context);
    return value.type === 'number' && value.number !== null ? [value.number] : [];
  });
  return { type: 'number', number: aggregate(measure, numbers) };
}

function extreme(measure: string, events: readonly WorldEvent[], property: string, context: Context): Value {
  const moments = events.flatMap((event) => {
    const value = propertyOf(event, property, 'datetime', context);
    return value.type === 'datetime' && value.at ? [value.at.getTime()] : [];
  });
  if (moments.length === 0) return { type: 'datetime', at: null };
  return { type: 'datetime', at: new Date(measure === 'min' ? Math.min(...moments) : Math.max(...moments)) };
}

function aggregate(measure: string, numbers: readonly bigint[]): bigint | null {
  const sum = numbers.reduce((total, number) => total + number, 0n);
  if (measure === 'sum') return sum;
  if (numbers.length === 0) return null;
  // Operands have few digits, so a rest in the last of 25 places decides nothing.
  if (measure === 'avg') return sum / BigInt(numbers.length);
  return numbers.reduce((best, number) => ((measure === 'min') === number < best ? number : best));
}

function countDistinct(events: readonly WorldEvent[], property: string): number {
  const keys = events.flatMap((event) => {
    if (property === 'value') return event.value === null ? [] : [String(event.value)];
    const value = property === 'currency' ? event.currency : event.properties[property];
    if (typeof value === 'string') return value === '' ? [] : [`text ${fold(value)}`];
    return typeof value === 'number' || typeof value === 'boolean' ? [`${typeof value} ${String(value)}`] : [];
  });
  return new Set(keys).size;
}
