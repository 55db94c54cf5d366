import { Inject, Injectable } from '@nestjs/common';
import { ConditionEvaluator } from '#libs/conditions';
import { ContactsService, type Dimension } from '#libs/contacts';
import { Database, type Tx } from '#libs/db';
import { Clock, DomainError, newUuid } from '#libs/kernel';
import { SegmentTrial } from '#libs/segments';
import { DefinitionChecker } from '../definition/definition-checker.js';
import { AutomationEntity } from '../documents/automation.entity.js';
import { RunJudge } from '../enrolments/run-judge.service.js';
import { CompiledVersions, type CompiledVersion } from '../registry/compiled-versions.js';
import { Journey } from '../runner/journey.service.js';
import { addDuration } from '../time/wait-end.js';
import { rollBack } from './roll-back.js';
import { SimulatedWorld } from './simulated-world.js';
import type { AskedCondition, Simulation } from './simulation-report.js';
import { parseSimulation, type SimulatedEvent, type SimulationRequest } from './simulation-request.js';
import { TriggerProbe } from './trigger-probe.service.js';
import { Walk, type Happening } from './walk.js';

/** All of it together may not take longer: the contact and the tags that it touches are locked meanwhile. */
const BUDGET_MS = 3_000;

const WHO = `
  SELECT id, email, nullif(concat_ws(' ', first_name, last_name), '') AS name FROM contacts WHERE id = $1`;

// Runs belong to an automation: it is there while they are played.
const STORE = 'INSERT INTO automations (name, draft) VALUES ($1, $2) RETURNING id';

interface Beginning {
  readonly at: Date;
  /** The trigger that was fired; null = by hand. */
  readonly trigger: number | null;
  readonly facts: Readonly<Record<string, unknown>> | null;
  /** What is still to happen. */
  readonly later: readonly Happening[];
}

/**
 * Shows the way of one contact through a draft before anybody takes it. The steps' own code runs, with the time of each
 * moment handed to it as now, in a transaction that is always rolled back: nothing is written and nothing leaves.
 */
@Injectable()
export class Simulator {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(DefinitionChecker) private readonly checker: DefinitionChecker,
    @Inject(CompiledVersions) private readonly versions: CompiledVersions,
    @Inject(ConditionEvaluator) private readonly conditions: ConditionEvaluator,
    @Inject(ContactsService) private readonly contacts: ContactsService,
    @Inject(SegmentTrial) private readonly segments: SegmentTrial,
    @Inject(TriggerProbe) private readonly triggers: TriggerProbe,
    @Inject(Journey) private readonly journey: Journey,
    @Inject(RunJudge) private readonly judge: RunJudge,
  ) {}

  /** Throws `automation.invalid` for a draft that can't run, `contact.not_found`, and 422 for a wrong request. */
  async simulate(id: number, body: unknown): Promise<Simulation> {
    const request = parseSimulation(body);
    const entity = await this.db.dataSource.getRepository(AutomationEntity).findOne({ where: { id } });
    if (!entity) throw new DomainError('automation.not_found');
    const { document } = await this.checker.check(entity.draft);
    return rollBack(this.db, async (tx) => this.play(tx, await this.versions.compile(document, id, 0), request));
  }

  /** The same of a document that is stored nowhere: a journey in a file. */
  async simulateDocument(value: unknown, body: unknown): Promise<Simulation> {
    const request = parseSimulation(body);
    const { document } = await this.checker.check(value);
    return rollBack(this.db, async (tx) => {
      const [stored] = await tx.query<{ id: number }>(STORE, [document.name, JSON.stringify(document)]);
      return this.play(tx, await this.versions.compile(document, stored?.id ?? 0, 0), request);
    });
  }

  private async play(tx: Tx, version: CompiledVersion, request: SimulationRequest): Promise<Simulation> {
    const { automation } = version;
    const contactId = request.contact_id ?? (await this.makeUp(tx, request.sample ?? {}));
    const [contact] = await tx.query<{ id: number; email: string | null; name: string | null }>(WHO, [contactId]);
    if (!contact) throw new DomainError('contact.not_found');
    const world = await SimulatedWorld.open(tx, automation.id, contactId);
    const refreshSegments = (now: Date): Promise<Dimension[]> => this.segments.refresh(tx, contactId, now);
    const begun = await this.begin(world, version, request);
    await refreshSegments(begun.at);
    await world.stirred();
    const filter = await this.askFilter(tx, version, contactId, begun);
    const walk = await this.walkFrom(world, version, begun, refreshSegments);
    const end = walk
      ? await walk.go(begun.at, begun.later)
      : ({ state: 'completed', at: begun.at, reason: null } as const);
    return {
      contact: { ...contact, id: request.contact_id ?? null },
      started_at: begun.at,
      trigger: begun.trigger,
      filter,
      entries: walk?.entries ?? [],
      end,
    };
  }

  private async walkFrom(
    world: SimulatedWorld,
    version: CompiledVersion,
    { at, facts }: Beginning,
    refreshSegments: (now: Date) => Promise<Dimension[]>,
  ): Promise<Walk | null> {
    const step = version.automation.start;
    if (step === null) return null;
    const id = await world.enter({ key: `simulation:${newUuid()}`, step, at, event: facts });
    const { conditions, journey, judge, clock } = this;
    const deadline = clock.now().getTime() + BUDGET_MS;
    const isLate = (): boolean => clock.now().getTime() > deadline;
    const run = {
      ...{
        id,
        automationId: world.automationId,
        contactId: world.contactId,
        version: 0,
        step,
        stepRun: 1,
        failures: 0,
      },
      ...{ enteredAt: at, stepAt: at, dueAt: at, wait: null, event: facts, visits: {}, requestId: null, ledBy: null },
    };
    return new Walk(world, version, { conditions, journey, judge, refreshSegments, isLate }, run);
  }

  /** An address of its own, so that a made-up contact is nobody else. */
  private async makeUp(tx: Tx, sample: Readonly<Record<string, unknown>>): Promise<number> {
    const body = { external_id: `simulation:${newUuid()}`, ...sample };
    const [result] = await this.contacts.writeWithin(tx, [body], 'system');
    if (result?.contactId !== undefined) return result.contactId;
    const { code = 'contact.invalid', message, errors = [] } = result?.error ?? {};
    const below = errors.map((error) => ({ ...error, path: `sample.${error.path}` }));
    throw new DomainError(code, message, { errors: below });
  }

  /** The first event that fires a trigger begins the run; what comes before it is past by then, the rest to come. */
  private async begin(world: SimulatedWorld, version: CompiledVersion, request: SimulationRequest): Promise<Beginning> {
    const start = request.now ?? this.clock.now();
    const told = (request.events ?? [])
      .map((event) => ({ event, at: momentOf(event, start) }))
      .sort((one, other) => one.at.getTime() - other.at.getTime());
    for (const [index, { event, at }] of told.entries()) {
      if (!('name' in event)) continue;
      const row = { id: 0, name: event.name, occurredAt: at, value: valueOf(event), currency: null };
      const asked = { ...row, properties: event.properties ?? {} };
      const verdicts = await this.triggers.ask(world.tx, version.automation, {
        contactId: world.contactId,
        event: asked,
        now: at,
      });
      const fired = verdicts.find(({ fires }) => fires);
      if (!fired) continue;
      for (const before of told.slice(0, index + 1)) await happeningOf(world, before).happen();
      // What happened "since entry" must not count the event that began it.
      const entered = new Date(at.getTime() + 1);
      const later = told.slice(index + 1).map((each) => happeningOf(world, each));
      return { at: entered, trigger: fired.trigger, facts: fired.facts, later };
    }
    return { at: start, trigger: null, facts: null, later: told.map((each) => happeningOf(world, each)) };
  }

  private async askFilter(
    tx: Tx,
    { automation }: CompiledVersion,
    contactId: number,
    { at, facts }: Beginning,
  ): Promise<AskedCondition | null> {
    if (!automation.filter) return null;
    const subject = { contactId, event: facts };
    const explanation = await this.conditions.explain(tx, automation.filter, subject, at);
    return explanation && { path: 'filter', explanation };
  }
}

function momentOf({ at, after }: SimulatedEvent, start: Date): Date {
  if (at) return at;
  return after === undefined ? start : addDuration(start, after, 'UTC');
}

function valueOf(event: Extract<SimulatedEvent, { name: string }>): string | null {
  return event.value === undefined ? null : String(event.value);
}

function happeningOf(world: SimulatedWorld, { event, at }: { event: SimulatedEvent; at: Date }): Happening {
  if ('name' in event) {
    const { name, properties = {} } = event;
    return {
      at,
      name,
      happen: async () => {
        await world.happen({ name, properties, value: valueOf(event) }, at);
        return [`event:${name}`];
      },
    };
  }
  const { email } = event;
  return { at, name: `email:${email}`, happen: async () => ((await world.read(email, at)) ? [`email:${email}`] : []) };
}
