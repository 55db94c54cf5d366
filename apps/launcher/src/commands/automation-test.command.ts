import { type CaseResult, parseCases } from '#libs/automations';
import { LaunchError } from '../console-output.js';
import { FAULTS, inFile, readJourney, readText } from '../journeys/read-journey.js';
import { withJourneys } from '../journeys/with-journeys.js';
import { defineCommand } from './define-command.js';
import { parseOptions } from './parse-options.js';

export const automationTestCommand = defineCommand({
  name: 'automation test',
  usage: '<file> [--cases <file>]',
  summary: 'Play an automation in a file against the cases beside it (journey.test.json); nothing is written or sent.',
  async run(args, context) {
    const { words, values } = parseOptions(args, ['cases']);
    const [file, ...more] = words;
    if (file === undefined || more.length > 0)
      throw new LaunchError('Name one file: tidings automation test journey.json');
    const journey = readJourney(file);
    const beside = values.cases ?? file.replace(/(?:\.json)?$/, '.test.json');
    const cases = inFile(beside, () => parseCases(readText(beside)));
    const results = await withJourneys(context, file, (files) => files.play(journey, cases));
    for (const line of toTable(results)) context.out.say(line);
    const failed = results.filter(({ faults }) => faults.length > 0).length;
    context.out.say(`${String(results.length - failed)} of ${String(results.length)} cases as expected.`);
    return failed === 0 ? 0 : FAULTS;
  },
});

function toTable(results: readonly CaseResult[]): string[] {
  const width = Math.max(...results.map(({ name }) => name.length));
  return results.flatMap(({ name, faults }) => {
    const [first = '', ...rest] = faults;
    const head = `${name.padEnd(width)}  ${faults.length === 0 ? 'ok' : 'FAILED'}  ${first}`.trimEnd();
    return [head, ...rest.map((fault) => `${' '.repeat(width)}          ${fault}`)];
  });
}
