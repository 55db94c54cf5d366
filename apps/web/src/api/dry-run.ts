import { answerTo, ApiError } from './client';
import { readJsonLines } from './json-lines';

export interface DryRunMails {
  go: number;
  withheld: Record<string, number>;
}

export interface DryRunStep {
  waiting: number;
  passed: number;
  ways: Record<string, number>;
  left: number;
  failed: number;
  mails: DryRunMails;
}

export const DRY_RUN_ENDS = ['completed', 'converted', 'exited', 'waiting', 'failed', 'cut'] as const;

/** The draft played for all whom it would take in, or for a sample; every number counts those who were played. */
export interface DryRunReport {
  audience: { size: number; played: number; sampled: boolean };
  entered: number;
  kept_out: { filter: number; entry: number; trigger: number };
  ends: Record<(typeof DRY_RUN_ENDS)[number], number>;
  mails: DryRunMails;
  steps: Record<string, DryRunStep>;
  errors: { step: string; message: string }[];
}

export interface DryRunProgress {
  played: number;
  of: number;
}

export interface DryRunRequest {
  audience?: Record<string, unknown>;
}

type Line = { progress: DryRunProgress } | { report: DryRunReport };

/** Plays it; `signal` gives it up. Throws ApiError, also when the answer breaks off. */
export async function playDryRun(
  id: number,
  body: DryRunRequest,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (progress: DryRunProgress) => void },
): Promise<DryRunReport> {
  const response = await answerTo('POST', `/automations/${id}/dry-run/live`, { body, signal });
  for await (const line of readJsonLines<Line>(response)) {
    if ('report' in line) return line.report;
    onProgress(line.progress);
  }
  throw new ApiError({ status: 0, code: 'network.unreachable' });
}
