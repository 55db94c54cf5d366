import { Inject, Injectable } from '@nestjs/common';
import type { FieldError } from '#libs/kernel';
import type { CompiledAutomation } from '../definition/compile-automation.js';
import { StepServices } from './step-services.js';

/** Asks each step of an automation what could be better about it. */
@Injectable()
export class StepWarnings {
  constructor(@Inject(StepServices) private readonly services: StepServices) {}

  async find({ steps }: CompiledAutomation): Promise<FieldError[]> {
    const found = [...steps.values()].map(async ({ id, definition, params }) => {
      const said = (await definition.warn?.(params, this.services.of(definition.type))) ?? [];
      return said.map(({ path, message }) => ({ path: `steps.${id}.${path}`, message }));
    });
    return (await Promise.all(found)).flat();
  }
}
