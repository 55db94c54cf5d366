export function explainFailure(output: string): string | undefined;
export function isLockFileTrouble(output: string): boolean;
