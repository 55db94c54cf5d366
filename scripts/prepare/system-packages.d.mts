export interface TestProgram {
  readonly program: string;
  readonly debianPackage: string;
  readonly usedBy: string;
}

export function missingPrograms(): TestProgram[];
