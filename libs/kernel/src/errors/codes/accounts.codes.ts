import { defineErrors } from '../error-kinds.js';

export const accountsCodes = defineErrors({});
