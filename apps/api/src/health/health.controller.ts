import { Controller, Get } from '@nestjs/common';
import { Readiness } from './readiness.service.js';

export interface Health {
  readonly status: 'ok';
}

@Controller('health')
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  @Get('live')
  live(): Health {
    return { status: 'ok' };
  }

  @Get('ready')
  async ready(): Promise<Health> {
    await this.readiness.check();
    return { status: 'ok' };
  }
}
