import { AutomationRegistry, compareJourneys, type DifferenceLine } from '#libs/automations';
import { STEPS, TRIGGERS } from '#libs/registry';
import { LaunchError } from '../console-output.js';
import { FAULTS, readJourney } from '../journeys/read-journey.js';
import { withJourneys } from '../journeys/with-journeys.js';
import { type CommandContext, defineCommand } from './define-command.js';
import { parseOptions } from './parse-options.js';

export const automationDiffCommand = defineCommand({
  name: 'automation diff',
  usage: '<file> [<other file> | --id 7]',
  summary: 'Say in words what a file does otherwise than the stored automation of its name, or than another file.',
  async run(args, context) {
    const { words, values } = parseOptions(args, ['id']);
    const [file, other, ...more] = words;
    if (file === undefined || more.length > 0) {
      throw new LaunchError('Name one file or two: tidings automation diff journey.json');
    }
    const lines = other === undefined ? await withStored(file, values.id, context) : compareFiles(file, other);
    for (const { sign, what, words: said } of lines) context.out.say(`${sign} ${what}: ${said}`);
    if (lines.length === 0) context.out.warn('No difference.');
    return lines.length === 0 ? 0 : FAULTS;
  },
});

function withStored(file: string, id: string | undefined, context: CommandContext): Promise<DifferenceLine[]> {
  if (id !== undefined && !/^[1-9]\d{0,15}$/.test(id)) throw new LaunchError(`--id must be a number; it is "${id}".`);
  const journey = readJourney(file);
  return withJourneys(context, file, (files) => files.compareWithStored(journey, id === undefined ? null : Number(id)));
}

/** The first is the older one. */
function compareFiles(file: string, other: string): DifferenceLine[] {
  return compareJourneys(readJourney(file), readJourney(other), new AutomationRegistry(TRIGGERS, STEPS));
}
