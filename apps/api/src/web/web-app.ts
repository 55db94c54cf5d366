import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { type Asset, makeAsset } from './asset.js';
import { inProject } from '#libs/kernel';

interface Cached {
  readonly changedAt: number;
  readonly asset: Asset;
}

/** The built web app. Files are read once and kept; only what the build has made can be asked for. */
export class WebApp {
  private paths: ReadonlySet<string> = new Set();
  private readonly cache = new Map<string, Cached>();

  constructor(private readonly folder: string = inProject('apps', 'web', 'dist')) {}

  /** The file of this name (`assets/index-3f2a.js`), null when there is none. */
  async find(path: string): Promise<Asset | null> {
    if (!this.paths.has(path) && !(await this.look(path))) return null;
    const file = join(this.folder, path);
    // An older build's file, gone with the next.
    if (!existsSync(file)) return null;
    const changedAt = (await stat(file)).mtimeMs;
    const cached = this.cache.get(path);
    if (cached?.changedAt === changedAt) return cached.asset;
    const asset = await makeAsset(path, await readFile(file));
    this.cache.set(path, { changedAt, asset });
    return asset;
  }

  /** The page that every address of the app begins with; null when the web app is not built. */
  index(): Promise<Asset | null> {
    return this.find('index.html');
  }

  /** A build may have come, or come anew, since the last look. Asked for by name only: no path leads outside. */
  private async look(path: string): Promise<boolean> {
    if (!existsSync(join(this.folder, 'index.html'))) return false;
    const entries = await readdir(this.folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.'));
    this.paths = new Set(
      files.map((entry) => relative(this.folder, join(entry.parentPath, entry.name)).replaceAll(sep, '/')),
    );
    return this.paths.has(path);
  }
}
