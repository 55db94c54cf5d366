import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { findTemplatesFolder } from '../partials/file-partials.js';

const starterSchema = z.strictObject({
  /** Also the name of its file. */
  key: z.string(),
  name: z.string(),
  description: z.string(),
  subject: z.string(),
  preheader: z.string(),
  /** Slugs of segments that it has blocks for: they must exist before it can be published. */
  segments: z.array(z.string()),
});

/** A template to begin with. */
export type StarterTemplate = z.infer<typeof starterSchema> & { readonly mjml: string };

/** The starters under `templates/starters`, in the order of `starters.json`. */
export async function loadStarterTemplates(): Promise<StarterTemplate[]> {
  const folder = findTemplatesFolder('starters');
  const list = z.array(starterSchema).parse(JSON.parse(await readFile(join(folder, 'starters.json'), 'utf8')));
  return Promise.all(
    list.map(async (starter) => ({ ...starter, mjml: await readFile(join(folder, `${starter.key}.mjml`), 'utf8') })),
  );
}
