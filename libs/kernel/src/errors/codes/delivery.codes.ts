import { defineErrors } from '../error-kinds.js';

export const deliveryCodes = defineErrors({});
