import { defineErrors } from '../error-kinds.js';

export const segmentsCodes = defineErrors({});
