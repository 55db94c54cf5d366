import { JourneyFiles } from '#libs/automations';
import { DomainError } from '#libs/kernel';
import type { CommandContext } from '../commands/define-command.js';
import { openMigrated } from '../commands/open-migrated.js';
import { openLibs } from '../services/open-libs.js';
import { inFile } from './read-journey.js';

/** Works with this installation's database. What is wrong in the file is said with its name. */
export async function withJourneys<T>(
  context: CommandContext,
  file: string,
  work: (files: JourneyFiles) => Promise<T>,
): Promise<T> {
  const libs = await openLibs(context.config, await openMigrated(context));
  try {
    return await work(libs.get(JourneyFiles, { strict: false }));
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return inFile(file, () => {
      throw error;
    });
  } finally {
    await libs.close();
  }
}
