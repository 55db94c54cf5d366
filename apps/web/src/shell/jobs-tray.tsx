import { ActionIcon, CloseButton, Group, Indicator, Popover, Progress, Stack, Text, Tooltip } from '@mantine/core';
import { IconProgressCheck } from '@tabler/icons-react';
import { Link } from 'react-router';

import { isOver, useImport } from '../api/imports';
import { dismissJob, useJobs } from '../kit/jobs';
import type { JobReference } from '../kit/jobs';
import { StateBadge } from '../kit/state-badge';
import { t } from '../messages';
import classes from './jobs-tray.module.css';

interface JobView {
  title: string;
  to: string;
  state: string | undefined;
  /** 0 to 100; left out when the work is over. */
  percent?: number | undefined;
  detail?: string | undefined;
}

function JobLine({ job, view }: { job: JobReference; view: JobView }) {
  return (
    <li className={classes['job']}>
      <div className={classes['jobText']}>
        <Group gap="xs" justify="space-between" wrap="nowrap">
          <Link to={view.to} className={classes['jobLink']}>
            {view.title}
          </Link>
          {view.state !== undefined && <StateBadge state={view.state} />}
        </Group>
        {view.percent !== undefined && <Progress value={view.percent} size="sm" aria-label={view.title} />}
        {view.detail !== undefined && (
          <Text size="xs" c="dimmed" className="numeric">
            {view.detail}
          </Text>
        )}
      </div>
      <CloseButton size="sm" aria-label={t('jobs.dismiss', { name: job.name })} onClick={() => dismissJob(job)} />
    </li>
  );
}

function ImportJob({ job }: { job: JobReference }) {
  const { data, error } = useImport(job.id);
  const running = data !== undefined && !isOver(data.status);
  const done = data ? data.created + data.updated + data.skipped + data.failed : 0;
  const detail = running ? t('jobs.ofRows', { done, total: data.rows }) : data && t('jobs.rows', { count: data.rows });
  return (
    <JobLine
      job={job}
      view={{
        title: t('jobs.import', { name: job.name }),
        to: `/imports/${job.id}`,
        state: data?.status,
        percent: running ? data.progress * 100 : undefined,
        detail: error && !data ? t('jobs.gone') : detail,
      }}
    />
  );
}

/** Imports, refreshes and sends: found again after a reload. */
export function JobsTray() {
  const jobs = useJobs();
  const label = t('jobs.open', { count: jobs.length });
  return (
    <Popover position="top-start" width={340} shadow="md" withinPortal>
      <Popover.Target>
        <Tooltip label={t('jobs.title')}>
          <Indicator disabled={jobs.length === 0} label={jobs.length} size={16} offset={5}>
            <ActionIcon variant="subtle" color="gray" size="lg" aria-label={label}>
              <IconProgressCheck size={20} stroke={1.7} aria-hidden />
            </ActionIcon>
          </Indicator>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="xs">
          <Text fw={600}>{t('jobs.title')}</Text>
          {jobs.length === 0 && <Text c="dimmed">{t('jobs.none')}</Text>}
          <ul className={classes['jobs']}>
            {jobs.map((job) => job.kind === 'import' && <ImportJob key={`${job.kind}:${job.id}`} job={job} />)}
          </ul>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
