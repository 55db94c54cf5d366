import type { Condition } from '#libs/conditions';
import { formatPath, invalid, parseDocument, toFieldErrors, type FieldError } from '#libs/kernel';
import { z } from 'zod';
import type { AutomationRegistry } from '../registry/automation-registry.js';
import type { StepDefinition } from '../steps/define-step.js';
import type { QuietHours } from '#libs/kernel';
import { durationMs, isWritable } from '../time/duration.js';
import type { TriggerDefinition } from '../triggers/define-trigger.js';
import { automationDocument, stepNotes, type AutomationDocument, type TypedPart } from './automation-definition.js';
import { readAllPaths } from './param-paths.js';
import { TOO_LONG } from './params.js';

type Params = Readonly<Record<string, unknown>>;

export interface CompiledTrigger {
  readonly definition: TriggerDefinition;
  readonly params: Params;
  /** What the event must be like, as a tree of `trigger` leaves. */
  readonly where: Condition | null;
}

export interface CompiledStep {
  readonly id: string;
  readonly definition: StepDefinition;
  readonly params: Params;
  /** The steps that it can lead to. */
  readonly targets: readonly string[];
}

export interface EntryRules {
  readonly again: 'never' | 'after_exit' | 'always';
  readonly cooldown: string | null;
  /** The property of the event that tells runs of one contact apart; null = one run per contact. */
  readonly key: string | null;
  readonly limit: number | null;
}

export interface SendRules {
  readonly topic: string;
  readonly senderId: number | null;
  readonly priority: number;
  readonly quietHours: (QuietHours & { readonly zone: string }) | null;
}

/** Contacts with whom the author tries what is published. */
export interface TestRules {
  readonly contacts: ReadonlySet<number>;
  /** No wait of theirs is longer. */
  readonly waitMs: number;
}

/** A document that has been parsed, with every default in its place. */
export interface CompiledAutomation {
  /** 0 while it is not stored. */
  readonly id: number;
  /** 0 = the draft. */
  readonly version: number;
  readonly name: string;
  readonly triggers: readonly CompiledTrigger[];
  readonly filter: Condition | null;
  readonly entry: EntryRules;
  readonly goal: { readonly condition: Condition; readonly valueFrom: string | null } | null;
  readonly exit: { readonly condition: Condition | null; readonly onUnsubscribe: boolean };
  readonly sends: SendRules;
  readonly sales: { readonly fallbackUser: number | null };
  readonly test: TestRules;
  readonly start: string | null;
  readonly steps: ReadonlyMap<string, CompiledStep>;
}

const DEFAULT_TOPIC = 'newsletter';
const DEFAULT_TEST_WAIT = '1min';
/** Between transactional mail (0) and campaigns (5). */
const DEFAULT_PRIORITY = 3;

/** Checks the shape of the whole document, each trigger and step by its type. Throws one 422 with every wrong path. */
export function parseAutomation(value: unknown, registry: AutomationRegistry): AutomationDocument {
  const document = parseDocument(automationDocument, value, { code: 'automation.invalid' });
  const errors = [
    ...document.triggers.flatMap((trigger, index) => checkTrigger(trigger, formatPath(['triggers', index]), registry)),
    ...Object.entries(document.steps).flatMap(([id, step]) => checkStep(step, formatPath(['steps', id]), registry)),
  ];
  if (errors.length > 0) throw invalid(errors, 'automation.invalid');
  return document;
}

function checkTrigger(trigger: TypedPart, path: string, registry: AutomationRegistry): FieldError[] {
  const definition = registry.trigger(trigger.type);
  if (!definition) return [unknownType(path, 'trigger', trigger.type)];
  return checkParams(definition.params, trigger, path);
}

function checkStep(step: TypedPart, path: string, registry: AutomationRegistry): FieldError[] {
  const definition = registry.step(step.type);
  if (!definition) return [unknownType(path, 'step', step.type)];
  return checkParams(definition.params.extend(stepNotes), step, path);
}

function unknownType(path: string, noun: string, type: string): FieldError {
  return { path: `${path}.type`, message: `There is no ${noun} "${type}"` };
}

function checkParams(schema: z.ZodObject, { type: _type, ...params }: TypedPart, path: string): FieldError[] {
  const result = z.strictObject(schema.shape).safeParse(params);
  if (!result.success) return toFieldErrors(result.error, path);
  return [...findStray(params, result.data, path), ...findTooLong(schema, params, path)];
}

const LENGTHS: ReadonlySet<unknown> = new Set(['duration', 'offset']);

/** Not said by the schemas, which must read what was published before it was refused. */
function findTooLong({ shape }: z.ZodObject, params: Params, path: string): FieldError[] {
  return Object.entries(params)
    .filter(([name, value]) => typeof value === 'string' && LENGTHS.has(controlOf(shape[name])) && !isWritable(value))
    .map(([name]) => ({ path: `${path}.${name}`, message: TOO_LONG }));
}

/** Which input draws a parameter, whether it may be left out or not. */
function controlOf(schema: unknown): unknown {
  if (!(schema instanceof z.ZodType)) return undefined;
  return schema.meta()?.['control'] ?? (schema instanceof z.ZodOptional ? controlOf(schema.unwrap()) : undefined);
}

/**
 * Members further inside that the schema passes over: a slip there would end a way in silence. What the schema hands on
 * as it came, such as a condition, has a check of its own, and may be deeper than a function can call itself.
 */
function findStray(given: unknown, read: unknown, path: string): FieldError[] {
  if (given === read || !isTree(given) || !isTree(read)) return [];
  return Object.keys(given).flatMap((key) => {
    const place = Array.isArray(given) ? `${path}[${key}]` : `${path}.${key}`;
    return Object.hasOwn(read, key)
      ? findStray(given[key], read[key], place)
      : [{ path: place, message: 'There is no such member' }];
  });
}

function isTree(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** The part's own parameters; what is only for the canvas is left out. */
function paramsOf(part: TypedPart, schema: z.ZodObject): Params {
  return schema.parse(part);
}

/** Turns a document that `parseAutomation` accepted into what the consumer and the runner work with. */
export function compileAutomation(
  document: AutomationDocument,
  registry: AutomationRegistry,
  stored: { id: number; version: number } = { id: 0, version: 0 },
): CompiledAutomation {
  return {
    ...stored,
    name: document.name,
    triggers: document.triggers.map((trigger) => compileTrigger(trigger, registry)),
    filter: document.filter ?? null,
    entry: {
      again: document.entry?.again ?? 'never',
      cooldown: document.entry?.cooldown ?? null,
      key: document.entry?.key?.slice('event.'.length) ?? null,
      limit: document.entry?.limit ?? null,
    },
    goal: document.goal ? { condition: document.goal.condition, valueFrom: document.goal.value_from ?? null } : null,
    exit: { condition: document.exit?.condition ?? null, onUnsubscribe: document.exit?.on_unsubscribe ?? true },
    sends: sendRulesOf(document),
    sales: { fallbackUser: document.sales?.fallback_user ?? null },
    test: {
      contacts: new Set(document.test?.contacts),
      waitMs: durationMs(document.test?.wait ?? DEFAULT_TEST_WAIT),
    },
    start: document.start ?? null,
    steps: new Map(Object.entries(document.steps).map(([id, step]) => [id, compileStep(id, step, registry)])),
  };
}

/** How its mails go, whatever its triggers and steps are. */
export function sendRulesOf({ sends }: AutomationDocument): SendRules {
  return {
    topic: sends?.topic ?? DEFAULT_TOPIC,
    senderId: sends?.sender_id ?? null,
    priority: sends?.priority ?? DEFAULT_PRIORITY,
    quietHours: sends?.quiet_hours ? { zone: 'contact', ...sends.quiet_hours } : null,
  };
}

function compileTrigger(trigger: TypedPart, registry: AutomationRegistry): CompiledTrigger {
  const definition = registry.trigger(trigger.type);
  if (!definition) throw invalid([unknownType('', 'trigger', trigger.type)], 'automation.invalid');
  const params = paramsOf(trigger, definition.params);
  const where = params['where'];
  return { definition, params, where: where ? toTriggerLeaves(where as Condition) : null };
}

function compileStep(id: string, step: TypedPart, registry: AutomationRegistry): CompiledStep {
  const definition = registry.step(step.type);
  if (!definition) throw invalid([unknownType('', 'step', step.type)], 'automation.invalid');
  const params = paramsOf(step, definition.params);
  const targets = readAllPaths(params, definition.edges).map(({ value }) => value);
  return { id, definition, params, targets: targets.filter((value): value is string => typeof value === 'string') };
}

/** A tree of property leaves means the same as one of `trigger` leaves, which the condition language judges. */
function toTriggerLeaves(where: Condition): Condition {
  for (const join of ['all', 'any'] as const) {
    if (Array.isArray(where[join])) return { [join]: (where[join] as Condition[]).map(toTriggerLeaves) };
  }
  if (where['not'] !== undefined) return { not: toTriggerLeaves(where['not'] as Condition) };
  return { ...where, type: 'trigger' };
}
