import { defineErrors } from '../error-kinds.js';

export const conditionsCodes = defineErrors({});
