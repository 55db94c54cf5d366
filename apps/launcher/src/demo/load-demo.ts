import type { DemoClient, DemoDocument } from './demo-client.js';
import { type DemoBusiness, readBusiness, readCustomers, readPurchases, readTemplate } from './demo-business.js';
import { readMails } from './demo-readers.js';

const PURCHASE_MAPPING = {
  line: 'id',
  household: 'contact.external_id',
  purchased_at: 'occurred_at',
  amount: 'value',
  basket: 'properties.basket',
  store: 'properties.store',
  department: 'properties.department',
  category: 'properties.category',
  product: 'properties.product',
  quantity: 'properties.quantity',
  coupon_discount: 'properties.coupon_discount',
};

const CUSTOMER_MAPPING = {
  Household: 'external_id',
  'Email Address': 'email',
  'Age band': 'age_band',
  'Income band': 'income_band',
  'Home ownership': 'home_ownership',
  'Marital status': 'marital_status',
  'Household size': 'household_size',
  'Household composition': 'household_composition',
  Kids: 'kids',
};

interface ImportState extends DemoDocument {
  readonly progress: number;
  readonly error?: string | null;
}

/**
 * Loads the demo business by the public API. Whatever is there already is left as it is, so that a loading that was
 * interrupted can be begun again from the start.
 */
export async function loadDemo(api: DemoClient, say: (line: string) => void, now = new Date()): Promise<void> {
  const business = readBusiness();
  const sender = await api.ensure('/senders', business.sender.email, business.sender);
  for (const person of business.people) await api.ensure('/users', person.email, person);
  for (const topic of business.topics) await api.ensure('/topics', topic.slug, topic);
  say('  Demo: importing 2,377 customers and 75,000 purchases');
  await importData(api, now);
  say('  Demo: building segments, templates and automations');
  const segments = await makeSegments(api, business);
  const templates = await makeTemplates(api, business);
  await makeAutomations(api, business, { sender: sender.id, segments, templates });
  say('  Demo: sending a campaign to the mailbox');
  await makeCampaigns(api, business, { sender: sender.id, segments, templates });
  await visitPages(api, business, segments);
  await readMails(api);
}

type Ids = ReadonlyMap<string, number>;

interface Made {
  readonly sender: number;
  readonly segments: Ids;
  readonly templates: Ids;
}

async function importData(api: DemoClient, now: Date): Promise<void> {
  await importFile(api, 'customers.csv', readCustomers(), CUSTOMER_MAPPING, {
    create_fields: true,
    tags: ['demo'],
    consents: { newsletter: 'subscribed', offers: 'subscribed' },
    consent_source: 'demo business',
  });
  await importFile(api, 'purchases.csv', readPurchases(now), PURCHASE_MAPPING, {
    kind: 'events',
    match: 'external_id',
    constants: { name: 'order_completed', currency: 'USD' },
  });
}

async function importFile(api: DemoClient, name: string, text: string, mapping: object, options: object) {
  const form = new FormData();
  form.set('file', new Blob([text], { type: 'text/csv' }), name);
  form.set('mapping', JSON.stringify(mapping));
  form.set('options', JSON.stringify(options));
  const { id } = await api.call('POST', '/imports', form);
  const over = new Set(['completed', 'failed', 'cancelled']);
  const done = await api.until<ImportState>(`/imports/${String(id)}`, ({ status }) => over.has(status ?? ''));
  if (done.status !== 'completed') throw new Error(`The import of ${name} ended as ${String(done.status)}`);
}

async function makeSegments(api: DemoClient, { segments }: DemoBusiness): Promise<Ids> {
  const ids = new Map<string, number>();
  for (const segment of segments) {
    const { id } = await api.ensure('/segments', segment.slug, withIds(segment, ids));
    ids.set(segment.slug, id);
    await api.until<DemoDocument>(`/segments/${String(id)}`, ({ status }) => status === 'ready');
  }
  return ids;
}

async function makeTemplates(api: DemoClient, { templates }: DemoBusiness): Promise<Ids> {
  const ids = new Map<string, number>();
  for (const { file, ...template } of templates) {
    const made = await api.ensure('/templates', template.name, { ...template, mjml: readTemplate(file) });
    ids.set(template.name, made.id);
  }
  return ids;
}

async function makeAutomations(api: DemoClient, { automations }: DemoBusiness, made: Made): Promise<void> {
  for (const automation of automations) {
    const document = { ...withIds(automation, made.segments, made.templates), sends: { sender_id: made.sender } };
    const { id } = await api.ensure('/automations', automation.name, document);
    await api.call('POST', `/automations/${String(id)}/publish`);
  }
}

async function makeCampaigns(api: DemoClient, { campaigns }: DemoBusiness, made: Made): Promise<void> {
  const idsOf = (slugs: readonly string[]): number[] => slugs.map((slug) => made.segments.get(slug) ?? 0);
  for (const { name, template, include, exclude = [], start } of campaigns) {
    const campaign = await api.ensure('/campaigns', name, {
      name,
      template_id: made.templates.get(template),
      sender_id: made.sender,
      topic: 'newsletter',
      audience: { include: idsOf(include), exclude: idsOf(exclude) },
    });
    if (!start) continue;
    await api.call('POST', `/campaigns/${String(campaign.id)}/start`);
    await api.until<DemoDocument>(`/campaigns/${String(campaign.id)}`, ({ status }) => status === 'completed');
  }
}

/** Among the visitors are some that are worth a call, so that sales has something to do. */
async function visitPages(api: DemoClient, { visits }: DemoBusiness, segments: Ids): Promise<void> {
  const groups = await Promise.all(
    visits.by.map(({ segment, people }) => pick(api, segments.get(segment) ?? 0, people)),
  );
  const events = [...new Set(groups.flat())].map((id) => ({
    id: `demo-visit-${String(id)}`,
    contact: { id },
    name: visits.event,
    properties: { path: visits.path },
  }));
  await api.call('POST', '/events', events);
}

async function pick(api: DemoClient, segment: number, people: number): Promise<number[]> {
  const { data } = await api.call<{ data: { id: number }[] }>('GET', `/segments/${String(segment)}/members?limit=1000`);
  const step = Math.max(1, Math.floor(data.length / people));
  return data
    .filter((_member, index) => index % step === 0)
    .slice(0, people)
    .map(({ id }) => id);
}

/** Slugs of segments and names of templates become ids, wherever they stand. */
function withIds<T>(value: T, segments: Ids, templates: Ids = new Map()): T {
  if (Array.isArray(value)) return value.map((item) => withIds<unknown>(item, segments, templates)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]: [string, unknown]) => {
    const ids = key === 'segment' ? segments : key === 'template' ? templates : undefined;
    return [key, typeof item === 'string' && ids ? ids.get(item) : withIds(item, segments, templates)];
  });
  return Object.fromEntries(entries) as T;
}
