import { AutomationRegistry, checkOffline, JourneyFiles } from '#libs/automations';
import { CONDITION_LEAVES, STEPS, TRIGGERS } from '#libs/registry';
import { LaunchError } from '../console-output.js';
import { FAULTS, hasDatabase, readJourney, sayErrors } from '../journeys/read-journey.js';
import { withJourneys } from '../journeys/with-journeys.js';
import { defineCommand } from './define-command.js';
import { parseOptions } from './parse-options.js';

export const automationValidateCommand = defineCommand({
  name: 'automation validate',
  usage: '<file> [--offline]',
  summary: 'Check an automation in a file; with a database, also that everything it names is there.',
  async run(args, context) {
    const { words, switches } = parseOptions(args, [], ['offline']);
    const [file, ...more] = words;
    if (file === undefined || more.length > 0) {
      throw new LaunchError('Name one file: tidings automation validate journey.json');
    }
    const journey = readJourney(file);
    const offline = switches.has('offline') || !hasDatabase(context);
    const check = (files: JourneyFiles) => files.check(journey);
    const { errors, warnings } = offline
      ? { errors: checkOffline(journey, new AutomationRegistry(TRIGGERS, STEPS), CONDITION_LEAVES), warnings: [] }
      : await withJourneys(context, file, check);
    sayErrors(file, errors, context.out.say);
    sayErrors(`${file}: warning`, warnings, context.out.say);
    if (errors.length > 0) return FAULTS;
    context.out.say(offline ? `${file}: sound; what it names was not looked for.` : `${file}: can be published here.`);
    return 0;
  },
});
