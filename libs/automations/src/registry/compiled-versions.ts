import { Inject, Injectable } from '@nestjs/common';
import { ConditionEvaluator, type Condition } from '#libs/conditions';
import { isConnectionError, sqlState, type Queryable } from '#libs/db';
import { DomainError, LOGGER, type Logger } from '#libs/kernel';
import type { AutomationDocument } from '../definition/automation-definition.js';
import { compileAutomation, type CompiledAutomation } from '../definition/compile-automation.js';
import { readAllPaths } from '../definition/param-paths.js';
import { rankSteps } from '../definition/step-graph.js';
import { AutomationRegistry } from './automation-registry.js';

/** A condition and the change dimensions that can turn it. */
export interface Watch {
  readonly condition: Condition;
  readonly reads: ReadonlySet<string>;
}

/** A published version, ready to run, with what it looks out for while contacts are under way. */
export interface CompiledVersion {
  readonly automation: CompiledAutomation;
  readonly ranks: ReadonlyMap<string, number>;
  readonly goal: Watch | null;
  readonly exit: Watch | null;
  /** The dimension of the topic whose refusal ends runs. */
  readonly unsubscribe: string | null;
  /** Steps that wait for a condition. */
  readonly waits: ReadonlyMap<string, Watch>;
  /** Whether one of its steps begins or ends runs of other automations. */
  readonly movesOthers: boolean;
}

const READ = 'SELECT definition FROM automation_versions WHERE automation_id = $1 AND version = $2';

/** Enough for every version of some hundred automations; the oldest goes when it is full. */
const CACHED = 2_000;

/** Published versions never change, so that each is read and compiled once per process. */
@Injectable()
export class CompiledVersions {
  private readonly cache = new Map<string, CompiledVersion>();
  private readonly unreadable = new Set<string>();

  constructor(
    @Inject(AutomationRegistry) private readonly registry: AutomationRegistry,
    @Inject(ConditionEvaluator) private readonly conditions: ConditionEvaluator,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Like `load`, but null for a version that can't be read any more (a step of a kind that is gone, say): what looks at
   * all automations must not stop for one of them. It is logged once per process.
   */
  async loadReadable(on: Queryable, automationId: number, version: number): Promise<CompiledVersion | null> {
    const key = `${String(automationId)}:${String(version)}`;
    if (this.unreadable.has(key)) return null;
    try {
      return await this.load(on, automationId, version);
    } catch (error) {
      if (isConnectionError(error) || (!(error instanceof DomainError) && sqlState(error) !== undefined)) throw error;
      this.unreadable.add(key);
      this.logger.error({ err: error, automation_id: automationId, version }, 'a published automation can not be read');
      return null;
    }
  }

  async load(on: Queryable, automationId: number, version: number): Promise<CompiledVersion> {
    const key = `${String(automationId)}:${String(version)}`;
    const known = this.cache.get(key);
    if (known) return known;
    const [row] = await on.query<{ definition: AutomationDocument }>(READ, [automationId, version]);
    if (!row) throw new DomainError('automation.not_found', `Automation ${key} has no such version.`);
    const compiled = await this.compile(row.definition, automationId, version);
    const [oldest] = this.cache.keys();
    if (this.cache.size >= CACHED && oldest !== undefined) this.cache.delete(oldest);
    this.cache.set(key, compiled);
    return compiled;
  }

  /** A document that is not published: nothing of it is kept. */
  async compile(document: AutomationDocument, id: number, version: number): Promise<CompiledVersion> {
    const automation = compileAutomation(document, this.registry, { id, version });
    const waits = new Map<string, Watch>();
    for (const step of automation.steps.values()) {
      if (!step.definition.waitsForCondition) continue;
      const [tree] = readAllPaths(step.params, step.definition.conditions ?? []);
      if (tree) waits.set(step.id, await this.watch(tree.value as Condition));
    }
    return {
      automation,
      ranks: rankSteps(automation),
      goal: automation.goal ? await this.watch(automation.goal.condition) : null,
      exit: automation.exit.condition ? await this.watch(automation.exit.condition) : null,
      unsubscribe: automation.exit.onUnsubscribe ? `consent:${automation.sends.topic}` : null,
      waits,
      movesOthers: [...automation.steps.values()].some(({ definition }) => definition.movesOthers),
    };
  }

  private async watch(condition: Condition): Promise<Watch> {
    return { condition, reads: new Set(await this.conditions.reads(condition)) };
  }
}
