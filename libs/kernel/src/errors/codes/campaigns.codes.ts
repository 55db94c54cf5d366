import { defineErrors } from '../error-kinds.js';

export const campaignsCodes = defineErrors({});
