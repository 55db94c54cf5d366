import { addWords } from '../../../messages';
import { dryRun } from '../../../messages/en/dry-run';

addWords({ dryRun });
