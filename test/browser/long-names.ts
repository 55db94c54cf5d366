/** A name of one German word of 79 letters, and one of many words. */
export const LONG_WORD = 'Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamtengesellschaft';
const LONG_NAME = `${LONG_WORD} für die Freundinnen und Freunde der gepflegten Langeweile in Mecklenburg-Vorpommern`;
const LONG_ADDRESS = `${'long-local-part-'.repeat(3)}name@${'a-very-long-domain-'.repeat(3)}name.example`;

type Call = (route: string, body: object) => Promise<{ readonly id: number }>;

/** One of each kind of document whose names are as long as a person could be tempted to make them; says where they are. */
export async function writeLongNames(post: Call): Promise<string[]> {
  const contact = await post('/contacts', {
    email: LONG_ADDRESS,
    external_id: 'x'.repeat(120),
    first_name: LONG_WORD,
    last_name: LONG_WORD,
    company: LONG_NAME,
    job_title: LONG_NAME,
    tags: [LONG_WORD, `${LONG_WORD}-zwei`, 'kurz'],
    consents: { newsletter: 'subscribed' },
  });
  await post('/events', {
    contact: { email: LONG_ADDRESS },
    name: LONG_WORD.toLowerCase(),
    properties: { path: `/${LONG_WORD}/${LONG_WORD}`, [LONG_WORD.toLowerCase()]: LONG_NAME },
  });
  const segment = await post('/segments', {
    name: LONG_NAME,
    description: LONG_NAME,
    condition: { type: 'field', field: 'company', op: 'is', value: LONG_NAME },
  });
  const template = await post('/templates', {
    name: LONG_NAME,
    subject: LONG_NAME,
    preheader: LONG_NAME,
    mjml: `<mjml><mj-body><mj-section><mj-column><mj-text>${LONG_NAME} <a href="{{unsubscribe_url}}">${LONG_WORD}</a>
      </mj-text></mj-column></mj-section></mj-body></mjml>`,
  });
  const topic = await post('/topics', { name: LONG_NAME, slug: 'long' });
  await post('/fields', { key: 'long_field', label: LONG_NAME, type: 'text' });
  await post('/users', { name: LONG_NAME, email: LONG_ADDRESS, role: 'viewer' });
  await post('/keys', { name: LONG_NAME, role: 'viewer' });
  await post('/senders', { name: LONG_NAME, email: LONG_ADDRESS, transport: { type: 'mailbox', settings: {} } });
  const campaign = await post('/campaigns', {
    name: LONG_NAME,
    template_id: template.id,
    topic: 'long',
    audience: { include: [segment.id] },
  });
  const automation = await post('/automations', {
    name: LONG_NAME,
    triggers: [{ type: 'page_viewed', path: `/${LONG_WORD}` }],
    start: 'tag',
    steps: {
      tag: { type: 'add_tag', tag: LONG_WORD, next: 'mail' },
      mail: { type: 'send_email', template: template.id, next: null },
    },
  });
  return [
    `/audience/${String(contact.id)}`,
    `/audience/${String(contact.id)}/edit`,
    `/segments/${String(segment.id)}`,
    `/templates/${String(template.id)}`,
    `/campaigns/${String(campaign.id)}`,
    `/automations/${String(automation.id)}`,
    ...(topic.id > 0 ? ['/settings/topics'] : []),
  ];
}
