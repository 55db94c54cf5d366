import { audience, contact, fields, timeline } from './audience';
import { actions, checks, confirm, folders, form, page, problem, states, table, time } from './common';
import { automations } from './automations';
import { campaigns } from './campaigns';
import { conditions } from './conditions';
import { home } from './home';
import { imports } from './imports';
import { documents, segments } from './segments';
import { rounds } from './rounds';
import { sales } from './sales';
import { schemaForm } from './schema-form';
import { mailbox } from './mailbox';
import { jobs, nav, palette, roles, shell, shortcuts } from './shell';
import {
  adAudiences,
  account,
  currencies,
  join,
  keys,
  organisation,
  ownFields,
  people,
  senders,
  settings,
  tags,
  topics,
} from './settings';
import { returnedMail, suppressions } from './returned-mail';
import { setUp, signIn } from './sign-in';
import { templates } from './templates';
import { webhooks } from './webhooks';
import { why } from './why';

/** All words of the web app in English, by area. */
export const en = {
  adAudiences,
  account,
  actions,
  audience,
  automations,
  campaigns,
  checks,
  conditions,
  confirm,
  contact,
  currencies,
  documents,
  fields,
  folders,
  form,
  home,
  imports,
  jobs,
  join,
  keys,
  mailbox,
  nav,
  organisation,
  ownFields,
  page,
  palette,
  people,
  problem,
  roles,
  returnedMail,
  rounds,
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
  templates,
  time,
  timeline,
  topics,
  webhooks,
  why,
} as const;
