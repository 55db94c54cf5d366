import type { adAudiences } from './ad-audiences';
import type { currencies } from './currencies';
import type { dryRun } from './dry-run';
import type { handling } from './handling';
import type { imports } from './imports';
import type { mailbox } from './mailbox';
import type { merge } from './merge';
import type { automationRuns } from './automation-runs';
import type { ownFields } from './own-fields';
import type { pace } from './pace';
import type { people } from './people';
import type { recipes } from './recipes';
import type { rounds } from './rounds';
import type { templates } from './templates';
import type { testContacts } from './test-contacts';
import type { timeline } from './timeline';
import type { transactional } from './transactional';
import type { webhooks } from './webhooks';
import { audience, contact, fields } from './audience';
import { actions, checks, confirm, folders, form, page, problem, states, table, time } from './common';
import { automations } from './automations';
import { campaigns } from './campaigns';
import { conditions } from './conditions';
import { home } from './home';
import { documents, segments } from './segments';
import { sales } from './sales';
import { schemaForm } from './schema-form';
import { jobs, nav, palette, roles, shell, shortcuts } from './shell';
import { account, join, keys, organisation, rejudge, senders, settings, tags, topics } from './settings';
import { returnedMail, suppressions } from './returned-mail';
import { setUp, signIn } from './sign-in';
import { why } from './why';

/** All words of the web app in English, by area. */
export const en = {
  account,
  actions,
  audience,
  automations,
  campaigns,
  checks,
  conditions,
  confirm,
  contact,
  documents,
  fields,
  folders,
  form,
  home,
  jobs,
  join,
  keys,
  nav,
  organisation,
  rejudge,
  page,
  palette,
  problem,
  roles,
  returnedMail,
  sales,
  schemaForm,
  segments,
  senders,
  settings,
  setUp,
  shell,
  shortcuts,
  signIn,
  states,
  table,
  suppressions,
  tags,
  time,
  topics,
  why,
} as const;

/** Words of pages that few open: each comes with its page, by `addWords`. */
export interface LateWords {
  adAudiences: typeof adAudiences;
  currencies: typeof currencies;
  dryRun: typeof dryRun;
  handling: typeof handling;
  imports: typeof imports;
  mailbox: typeof mailbox;
  merge: typeof merge;
  automationRuns: typeof automationRuns;
  ownFields: typeof ownFields;
  pace: typeof pace;
  people: typeof people;
  recipes: typeof recipes;
  rounds: typeof rounds;
  templates: typeof templates;
  testContacts: typeof testContacts;
  timeline: typeof timeline;
  transactional: typeof transactional;
  webhooks: typeof webhooks;
}
