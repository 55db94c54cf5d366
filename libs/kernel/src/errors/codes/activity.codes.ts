import { defineErrors } from '../error-kinds.js';

export const activityCodes = defineErrors({});
