import { addWords } from '../../messages';
import { automationRuns } from '../../messages/en/automation-runs';

addWords({ automationRuns });
