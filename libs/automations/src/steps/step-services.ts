import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { AutomationRegistry } from '../registry/automation-registry.js';

type Services = Readonly<Record<string, object>>;

/** What each kind of step asked for in `uses`. */
@Injectable()
export class StepServices implements OnModuleInit {
  private readonly byType = new Map<string, Services>();

  constructor(
    @Inject(ModuleRef) private readonly modules: ModuleRef,
    @Inject(AutomationRegistry) private readonly registry: AutomationRegistry,
  ) {}

  /** Every service must be there when the process starts, not when the first contact comes. */
  onModuleInit(): void {
    for (const { type, uses = {} } of this.registry.steps) {
      const named = Object.entries(uses).map(([name, token]) => [name, this.find(token)] as const);
      this.byType.set(type, Object.fromEntries(named));
    }
  }

  of(type: string): Services {
    return this.byType.get(type) ?? {};
  }

  private find(token: abstract new (...args: never[]) => object): object {
    return this.modules.get<object, object>(token, { strict: false });
  }
}
