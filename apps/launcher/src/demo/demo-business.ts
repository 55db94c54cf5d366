import { inProject } from '#libs/kernel';
import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';

const WEEK_MS = 7 * 24 * 3_600_000;
/** Line → time of the purchase, its fourth column; no column before it is quoted. */
const TIME = /^([^,]*,[^,]*,[^,]*,)(\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2})/;

type Document = Readonly<Record<string, unknown>>;

interface Named extends Document {
  readonly name: string;
}

/** What demo/business.json holds. Segments are named by slug and templates by name where the API wants ids. */
export interface DemoBusiness {
  readonly sender: Named & { readonly email: string };
  readonly people: readonly (Named & { readonly email: string })[];
  readonly topics: readonly (Named & { readonly slug: string })[];
  readonly segments: readonly (Named & { readonly slug: string; readonly condition: Document })[];
  readonly templates: readonly (Named & { readonly file: string })[];
  readonly automations: readonly Named[];
  readonly campaigns: readonly (Named & DemoCampaign)[];
  readonly visits: { readonly event: string; readonly path: string; readonly by: readonly DemoVisitors[] };
}

/** How many members of a segment come by, from its whole length. */
interface DemoVisitors {
  readonly segment: string;
  readonly people: number;
}

interface DemoCampaign {
  readonly template: string;
  readonly include: readonly string[];
  readonly exclude?: readonly string[];
  readonly start: boolean;
}

function read(...path: readonly string[]): Buffer {
  return readFileSync(inProject('demo', ...path));
}

export function readBusiness(): DemoBusiness {
  return JSON.parse(read('business.json').toString()) as DemoBusiness;
}

export function readTemplate(file: string): string {
  return read('templates', file).toString();
}

export function readCustomers(): string {
  return read('data', 'customers.csv').toString();
}

/**
 * The purchases of 2017, moved by whole weeks so that the last lies within the week before `now`: weekdays and the
 * time between purchases stay as they were. Each line gets an id of its own, so that importing it twice counts once.
 */
export function readPurchases(now: Date): string {
  const text = brotliDecompressSync(read('data', 'purchases.csv.br')).toString();
  const [header = '', ...lines] = text.split(/\r?\n/).filter((line) => line !== '');
  const last = Math.max(...lines.map((line) => toTime(TIME.exec(line)?.[2] ?? '')));
  const shift = Math.floor((now.getTime() - last) / WEEK_MS) * WEEK_MS;
  const moved = lines.map((line, index) => {
    const there = line.replace(TIME, (_all, before: string, at: string) => `${before}${toText(toTime(at) + shift)}`);
    return `demo-${String(index + 1)},${there}`;
  });
  return [`line,${header}`, ...moved].join('\n');
}

function toTime(text: string): number {
  return Date.parse(`${text.replace(' ', 'T')}Z`);
}

function toText(time: number): string {
  return new Date(time).toISOString().slice(0, 19).replace('T', ' ');
}
