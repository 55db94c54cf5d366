export interface Build {
  readonly name: string;
  readonly sources: readonly string[];
  readonly stamp: string;
  readonly result: string;
  run(root: string): Promise<{ code: number; output: string }>;
}

export const BUILDS: readonly Build[];
export function isBuilt(root: string, build: Build): boolean;
export function ensureBuilt(root: string, build: Build): Promise<void>;
