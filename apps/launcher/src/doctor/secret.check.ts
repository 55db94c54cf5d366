import { secretHint } from '../services/secret-hint.js';
import { defineCheck, ok, warning } from './define-check.js';

export const secretCheck = defineCheck({
  label: 'Secret',
  run({ config }) {
    const hint = secretHint(config);
    const finding = hint
      ? warning(`${hint.what}. ${hint.todo}.`)
      : ok('stored passwords and keys are encrypted under TIDINGS_SECRET');
    return Promise.resolve([finding]);
  },
});
