import { defineErrors } from '../error-kinds.js';

export const salesCodes = defineErrors({});
