import { audience, contact, fields, timeline } from './audience';
import { actions, checks, confirm, form, page, problem, states, table, time } from './common';
import { conditions } from './conditions';
import { help } from './help';
import { home } from './home';
import { imports } from './imports';
import { documents, segments } from './segments';
import { schemaForm } from './schema-form';
import { jobs, nav, palette, roles, shell, shortcuts } from './shell';
import { setUp, signIn } from './sign-in';

/** All words of the web app in English, by area. */
export const en = {
  actions,
  audience,
  checks,
  conditions,
  confirm,
  contact,
  documents,
  fields,
  form,
  help,
  home,
  imports,
  jobs,
  nav,
  page,
  palette,
  problem,
  roles,
  schemaForm,
  segments,
  setUp,
  shell,
  shortcuts,
  signIn,
  states,
  table,
  time,
  timeline,
} as const;
