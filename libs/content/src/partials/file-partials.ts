import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Partial, Partials } from './partials.port.js';

/** A name may have folders, but can't leave `templates/partials`. */
const NAME = /^[a-z0-9][a-z0-9_-]*(?:\/[a-z0-9][a-z0-9_-]*)*$/i;

/** Partials as files under `templates/partials`: `<name>.mjml` or `<name>.html`. */
export class FilePartials implements Partials {
  constructor(private readonly folder: string = findTemplatesFolder('partials')) {}

  async find(name: string): Promise<Partial | null> {
    if (!NAME.test(name)) return null;
    const [mjml, html] = await Promise.all([this.read(`${name}.mjml`), this.read(`${name}.html`)]);
    return mjml === undefined && html === undefined ? null : { mjml, html };
  }

  private async read(file: string): Promise<string | undefined> {
    try {
      return await readFile(join(this.folder, file), 'utf8');
    } catch (error) {
      if (isNotThere(error)) return undefined;
      throw error;
    }
  }
}

function isNotThere(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';
}

/** A folder of the top-level `templates/`, from the sources and from `dist/` alike. */
export function findTemplatesFolder(name: string): string {
  for (let at = dirname(fileURLToPath(import.meta.url)); ; at = dirname(at)) {
    const folder = join(at, 'templates', name);
    if (existsSync(folder) && !at.endsWith('src')) return folder;
    if (dirname(at) === at) throw new Error(`templates/${name} is not where Tidings is installed`);
  }
}
