import { ActionIcon, CloseButton, Group, Indicator, Popover, Progress, Stack, Text, Tooltip } from '@mantine/core';
import { IconProgressCheck } from '@tabler/icons-react';
import { useEffect } from 'react';
import { Link } from 'react-router';

import { dismissJob, finishJob, useJobs } from '../kit/jobs';
import type { JobReference } from '../kit/jobs';
import { StateBadge } from '../kit/state-badge';
import { t } from '../messages';
import { USE_JOB } from './job-view';
import classes from './jobs-tray.module.css';

function JobLine({ job }: { job: JobReference }) {
  const view = USE_JOB[job.kind](job);
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

/** Follows a job while the tray is closed, so that its number goes down when the job is over. */
function JobWatch({ job }: { job: JobReference }) {
  const { isOver } = USE_JOB[job.kind](job);
  useEffect(() => {
    if (isOver) finishJob(job);
  }, [isOver, job]);
  return null;
}

/** Imports, refreshes and sends: found again after a reload. */
export function JobsTray() {
  const jobs = useJobs();
  const running = jobs.filter(({ over }) => over !== true);
  return (
    <>
      {running.map((job) => (
        <JobWatch key={`${job.kind}:${job.id}`} job={job} />
      ))}
      <Popover position="top-start" width={340} shadow="md" withinPortal>
        <Popover.Target>
          <Tooltip label={t('jobs.title')}>
            <Indicator disabled={running.length === 0} label={running.length} size={16} offset={5}>
              <ActionIcon
                variant="subtle"
                color="gray"
                size="lg"
                aria-label={t('jobs.open', { count: running.length })}
              >
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
              {jobs.map((job) => (
                <JobLine key={`${job.kind}:${job.id}`} job={job} />
              ))}
            </ul>
          </Stack>
        </Popover.Dropdown>
      </Popover>
    </>
  );
}
