import type { DemoClient, DemoDocument } from './demo-client.js';
import { type DemoBusiness, readBusiness } from './demo-business.js';

const PAGE = 500;

/**
 * Takes the demo business out again: its people and their history, segments, templates, automations and drafts.
 * Campaigns that were sent stay as the record of what was sent. Anything may be gone already.
 */
export async function removeDemo(api: DemoClient, say: (line: string) => void): Promise<void> {
  const business = readBusiness();
  await removeDocuments(api, business);
  let removed = 0;
  for (;;) {
    const { data } = await api.call<{ data: DemoDocument[] }>('GET', `/contacts?tag=demo&limit=${String(PAGE)}`);
    if (data.length === 0) break;
    for (const { id } of data) await api.call('DELETE', `/contacts/${String(id)}`);
    removed += data.length;
    say(`  ${String(removed)} contacts removed`);
  }
}

async function removeDocuments(api: DemoClient, business: DemoBusiness): Promise<void> {
  const remove = async (path: string, name: string, can = (_found: DemoDocument) => true): Promise<void> => {
    const found = await api.find(path, name);
    if (found && can(found)) await api.call('DELETE', `${path}/${String(found.id)}`);
  };
  for (const { name } of business.automations)
    await remove('/automations', name, ({ status }) => status !== 'archived');
  for (const { name } of business.campaigns) await remove('/campaigns', name, ({ status }) => status === 'draft');
  for (const { name } of business.templates) await remove('/templates', name);
  // Those that name others first.
  for (const { slug } of [...business.segments].reverse()) await remove('/segments', slug);
  for (const { email } of business.people) await remove('/users', email);
  await remove('/senders', business.sender.email);
}
