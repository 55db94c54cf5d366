import { defineErrors } from '../error-kinds.js';

export const automationsCodes = defineErrors({});
