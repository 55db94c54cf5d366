import { useCampaignReport, doneOf } from '../api/campaigns';
import { isOver, useImport } from '../api/imports';
import { useSegment } from '../api/segments';
import type { JobKind, JobReference } from '../kit/jobs';
import { t } from '../messages';

/** What the tray shows of a job. */
export interface JobView {
  title: string;
  to: string;
  state: string | undefined;
  /** 0 to 100; left out when the work is over or has no measure. */
  percent?: number;
  detail?: string;
  isOver: boolean;
}

type UseJob = (job: JobReference) => JobView;

const useImportJob: UseJob = ({ id, name }) => {
  const { data, error } = useImport(id);
  const shared = { title: t('jobs.import', { name }), to: `/imports/${id}`, state: data?.status };
  if (!data) return { ...shared, ...(error ? { detail: t('jobs.gone') } : {}), isOver: error !== null };
  if (isOver(data.status)) return { ...shared, detail: t('jobs.rows', { count: data.rows }), isOver: true };
  const done = data.created + data.updated + data.skipped + data.failed;
  return {
    ...shared,
    percent: data.progress * 100,
    detail: t('jobs.ofRows', { done, total: data.rows }),
    isOver: false,
  };
};

const useSegmentJob: UseJob = ({ id, name }) => {
  const { data, error } = useSegment(id);
  const shared = { title: t('jobs.segment', { name }), to: `/segments/${id}`, state: data?.status };
  if (!data) return { ...shared, ...(error ? { detail: t('jobs.gone') } : {}), isOver: error !== null };
  const over = data.status === 'ready';
  return { ...shared, ...(over ? { detail: t('jobs.people', { count: data.count }) } : {}), isOver: over };
};

const useCampaignJob: UseJob = ({ id, name }) => {
  const { data, error } = useCampaignReport(id);
  const shared = { title: t('jobs.campaign', { name }), to: `/campaigns/${id}`, state: data?.status };
  if (!data) return { ...shared, ...(error ? { detail: t('jobs.gone') } : {}), isOver: error !== null };
  const done = doneOf(data);
  return {
    ...shared,
    ...(data.status === 'sending' && data.audience > 0 ? { percent: (done / data.audience) * 100 } : {}),
    detail: t('jobs.ofPeople', { done, total: data.audience }),
    isOver: data.status === 'completed' || data.status === 'cancelled' || data.status === 'failed',
  };
};

/** How each kind of job is asked about. A job's kind never changes, so neither does the hook that it uses. */
export const USE_JOB: Record<JobKind, UseJob> = {
  import: useImportJob,
  segment: useSegmentJob,
  campaign: useCampaignJob,
};
