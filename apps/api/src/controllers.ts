import type { Type } from '@nestjs/common';
import { HealthController } from './health/health.controller.js';

/** Every controller of the api. One line per resource. */
export const CONTROLLERS: Type[] = [HealthController];
