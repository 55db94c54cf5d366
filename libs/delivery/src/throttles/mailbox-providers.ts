/** Mailbox providers, and what recipient domains and mail exchangers (MX) tell them by. */
interface MailboxProvider {
  readonly name: string;
  readonly label: string;
  /** Whole domains; one that ends with a dot stands for all domains that begin so (`yahoo.` for yahoo.co.uk). */
  readonly domains: readonly string[];
  /** Ends of the names of their mail exchangers. */
  readonly exchangers: readonly string[];
}

const PROVIDERS: readonly MailboxProvider[] = [
  {
    ...{ name: 'gmail', label: 'Gmail', domains: ['gmail.com', 'googlemail.com'] },
    exchangers: ['google.com', 'googlemail.com'],
  },
  {
    ...{ name: 'microsoft', label: 'Microsoft', domains: ['outlook.', 'hotmail.', 'live.', 'msn.com', 'passport.com'] },
    exchangers: ['protection.outlook.com', 'outlook.com', 'mx.microsoft', 'hotmail.com'],
  },
  {
    ...{ name: 'yahoo', label: 'Yahoo' },
    domains: ['yahoo.', 'ymail.com', 'rocketmail.com', 'aol.', 'aim.com', 'verizon.net', 'sky.com'],
    exchangers: ['yahoodns.net'],
  },
  {
    ...{ name: 'apple', label: 'Apple', domains: ['icloud.com', 'me.com', 'mac.com', 'privaterelay.appleid.com'] },
    exchangers: ['mail.icloud.com'],
  },
  {
    ...{ name: 'gmx', label: 'GMX and WEB.DE', domains: ['gmx.', 'web.de', 'mail.com'] },
    exchangers: ['gmx.net', 'web.de', 'mail.com', 'kundenserver.de', 'ionos.de', 'ionos.com'],
  },
  {
    ...{ name: 'telekom', label: 'Telekom', domains: ['t-online.de', 'magenta.de'], exchangers: ['t-online.de'] },
  },
  {
    ...{ name: 'orange', label: 'Orange', domains: ['orange.fr', 'wanadoo.fr'], exchangers: ['orange.fr'] },
  },
  {
    ...{ name: 'comcast', label: 'Comcast', domains: ['comcast.net', 'xfinity.com'], exchangers: ['comcast.net'] },
  },
  {
    ...{ name: 'mailru', label: 'Mail.ru', domains: ['mail.ru', 'bk.ru', 'inbox.ru', 'list.ru'] },
    exchangers: ['mail.ru'],
  },
  { name: 'yandex', label: 'Yandex', domains: ['yandex.', 'ya.ru'], exchangers: ['yandex.ru', 'yandex.net'] },
  { name: 'qq', label: 'QQ Mail', domains: ['qq.com', 'foxmail.com'], exchangers: ['qq.com'] },
  {
    ...{ name: 'proton', label: 'Proton', domains: ['proton.me', 'protonmail.com', 'pm.me'] },
    exchangers: ['protonmail.ch'],
  },
  {
    name: 'fastmail',
    label: 'Fastmail',
    domains: ['fastmail.com', 'fastmail.fm'],
    exchangers: ['messagingengine.com'],
  },
  { name: 'zoho', label: 'Zoho', domains: ['zoho.com', 'zohomail.com'], exchangers: ['zoho.com', 'zoho.eu'] },
  { name: 'proofpoint', label: 'Proofpoint', domains: [], exchangers: ['pphosted.com', 'ppe-hosted.com'] },
  { name: 'mimecast', label: 'Mimecast', domains: [], exchangers: ['mimecast.com', 'mimecast.co.za'] },
  { name: 'barracuda', label: 'Barracuda', domains: [], exchangers: ['barracudanetworks.com', 'cudaops.com'] },
];

const BY_DOMAIN = new Map(PROVIDERS.flatMap(({ name, domains }) => domains.map((domain) => [domain, name] as const)));
const LABELS = new Map(PROVIDERS.map(({ name, label }) => [name, label]));

/** The provider of a recipient domain that is its own: of those that everybody knows. */
export function providerOfDomain(domain: string): string | undefined {
  return BY_DOMAIN.get(domain) ?? byFirstLabel(domain);
}

/** `hotmail.co.uk`, `yahoo.fr`: a known name with a country and nothing else behind it. */
function byFirstLabel(domain: string): string | undefined {
  const dot = domain.indexOf('.');
  if (!/^(com|[a-z]{2}|com?\.[a-z]{2})$/.test(domain.slice(dot + 1))) return undefined;
  return BY_DOMAIN.get(domain.slice(0, dot + 1));
}

/** The group of a domain with these mail exchangers; undefined when there are none. */
export function groupOfExchangers(exchangers: readonly string[]): string | undefined {
  const [first] = exchangers;
  if (first === undefined) return undefined;
  const known = PROVIDERS.find((provider) => provider.exchangers.some((end) => isBelow(first, end)));
  if (known) return known.name;
  // mx1.example.net and mx2.example.net are one house; a name of two labels is that house already.
  const labels = first.split('.');
  return labels.length > 2 ? labels.slice(1).join('.') : first;
}

/** Every provider, with a sentence of what counts as it. */
export const MAILBOX_PROVIDERS: readonly { readonly name: string; readonly label: string; readonly counts: string }[] =
  PROVIDERS.map(({ name, label, domains, exchangers }) => ({ name, label, counts: sentenceOf(domains, exchangers) }));

function sentenceOf(domains: readonly string[], exchangers: readonly string[]): string {
  const own = domains.map((domain) => (domain.endsWith('.') ? `${domain}*` : domain));
  const served = `domains whose mail exchangers are below ${exchangers.join(', ')}`;
  return `${own.length > 0 ? `${own.join(', ')}; ${served}` : served.replace('domains', 'Domains')}.`;
}

/** How people call a group of domains: the provider's name, else the domain. */
export function labelOfGroup(group: string): string {
  return LABELS.get(group) ?? group;
}

function isBelow(name: string, end: string): boolean {
  return name === end || name.endsWith(`.${end}`);
}
