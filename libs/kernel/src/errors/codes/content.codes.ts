import { defineErrors } from '../error-kinds.js';

export const contentCodes = defineErrors({});
