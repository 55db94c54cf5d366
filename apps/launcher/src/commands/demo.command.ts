import { LaunchError } from '../console-output.js';
import { type DemoPlace, loadDemoNow, removeDemoNow } from '../demo/demo-service.js';
import { isHealthy } from '../services/readiness.js';
import { type CommandContext, defineCommand } from './define-command.js';
import { openMigrated } from './open-migrated.js';
import { parseOptions } from './parse-options.js';

export const demoCommand = defineCommand({
  name: 'demo',
  usage: '[--remove]',
  summary: 'Load the demo business into a running Tidings, or take it out again.',
  async run(args, context) {
    const { switches } = parseOptions(args, [], ['remove']);
    const place = await findPlace(context);
    const removing = switches.has('remove');
    const changed = removing ? await removeDemoNow(place) : await loadDemoNow(place);
    const [done, nothing] = removing
      ? ['The demo business is gone.', 'There is no demo business here.']
      : ['The demo business is loaded.', 'The demo business is here already.'];
    context.out.say(changed ? done : nothing);
    return 0;
  },
});

async function findPlace(context: CommandContext): Promise<DemoPlace> {
  const { config, out } = context;
  const baseUrl = `http://127.0.0.1:${String(config.env.PORT)}`;
  if (!(await isHealthy(`${baseUrl}/health/ready`))) {
    throw new LaunchError(`Tidings does not answer at ${baseUrl}. Start it first (npm start), or set PORT.`);
  }
  return { databaseUrl: await openMigrated(context), baseUrl, config, out };
}
