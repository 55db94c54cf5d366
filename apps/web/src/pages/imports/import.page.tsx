import './import-words';

import { Alert, Button, Group, Progress, Stack, Text } from '@mantine/core';
import { useRef } from 'react';
import { Link } from 'react-router';

import { isOver, useCancelImport, useImport } from '../../api/imports';
import type { ImportState } from '../../api/imports';
import { useConfirm } from '../../kit/confirm';
import { useJobs } from '../../kit/jobs';
import { Page as Skeleton, Section } from '../../kit/page';
import { QueryView } from '../../kit/query-view';
import { useNow } from '../../kit/relative-time';
import { useRouteId } from '../../kit/route-id';
import { StateBadge } from '../../kit/state-badge';
import { toast } from '../../kit/toast';
import { t } from '../../messages';
import { useCan } from '../../shell/permissions';
import { ImportErrors } from './import-errors';
import { ImportNumbers } from './import-numbers';

const SECOND_MS = 1000;
const MINUTE_S = 60;

function doneOf({ created, updated, skipped, failed }: ImportState): number {
  return created + updated + skipped + failed;
}

/** Rows a second and seconds left, judged by what was seen since the page was opened. */
function usePace(state: ImportState): { rowsPerSecond: number; secondsLeft: number } | undefined {
  const first = useRef({ at: Date.now(), progress: state.progress, done: doneOf(state) });
  useNow();
  const seconds = (Date.now() - first.current.at) / SECOND_MS;
  const gained = state.progress - first.current.progress;
  if (seconds < 1 || gained <= 0) return undefined;
  return {
    rowsPerSecond: Math.round((doneOf(state) - first.current.done) / seconds),
    secondsLeft: Math.max(1, Math.round(((1 - state.progress) * seconds) / gained)),
  };
}

function timeLeft(seconds: number): string {
  return seconds < MINUTE_S
    ? t('imports.left', { count: seconds })
    : t('imports.leftMinutes', { count: Math.round(seconds / MINUTE_S) });
}

function Running({ state }: { state: ImportState }) {
  const pace = usePace(state);
  const done = doneOf(state);
  const facts = [
    state.rows > 0 ? t('imports.progress', { done, total: state.rows }) : t('imports.progressPlain', { count: done }),
    ...(pace ? [t('imports.speed', { count: pace.rowsPerSecond }), timeLeft(pace.secondsLeft)] : []),
  ];
  return (
    <Stack gap="xs">
      <Progress value={state.progress * 100} size="lg" aria-label={t('imports.titlePlain', { id: String(state.id) })} />
      <Text className="numeric" c="dimmed">
        {state.status === 'queued' ? t('imports.waiting') : facts.join(' · ')}
      </Text>
    </Stack>
  );
}

function StopButton({ id }: { id: number }) {
  const confirm = useConfirm();
  const cancel = useCancelImport(id);
  const ask = async () => {
    const yes = await confirm({
      title: t('imports.cancelTitle'),
      body: t('imports.cancelBody'),
      action: t('imports.cancel'),
      dangerous: true,
    });
    if (yes) cancel.mutate(undefined, { onError: (error) => toast.failed(t('imports.cancelFailed'), error) });
  };
  return (
    <Button variant="default" loading={cancel.isPending} onClick={() => void ask()}>
      {t('imports.cancel')}
    </Button>
  );
}

const RESULTS = {
  completed: { color: 'green', text: t('imports.resultCompleted') },
  cancelled: { color: 'gray', text: t('imports.resultCancelled') },
  failed: { color: 'red', text: t('imports.resultFailed') },
} as const;

function Result({ state }: { state: ImportState }) {
  if (state.status === 'queued' || state.status === 'running') return <Running state={state} />;
  const { color, text } = RESULTS[state.status];
  return (
    <Alert color={color} variant="light">
      {text} {state.error}
    </Alert>
  );
}

function View({ state }: { state: ImportState }) {
  const mayImport = useCan('audience.import');
  const job = useJobs().find(({ kind, id }) => kind === 'import' && id === state.id);
  const name = state.file_name ?? job?.name;
  const over = isOver(state.status);
  return (
    <Skeleton
      title={name === undefined ? t('imports.titlePlain', { id: String(state.id) }) : t('imports.title', { name })}
      badge={<StateBadge state={state.status} />}
      back={{ to: '/audience', label: t('audience.title') }}
      {...(over || !mayImport ? {} : { actions: <StopButton id={state.id} /> })}
    >
      <Section>
        <Stack gap="lg">
          <Result state={state} />
          <ImportNumbers state={state} />
          {over && (
            <Group>
              <Button component={Link} to="/audience">
                {t('imports.toAudience')}
              </Button>
              <Button component={Link} to="/imports/new" variant="default">
                {t('imports.again')}
              </Button>
            </Group>
          )}
        </Stack>
      </Section>
      {state.failed > 0 && (
        <Section title={t('imports.errors')}>
          <ImportErrors id={state.id} count={state.failed} />
        </Section>
      )}
    </Skeleton>
  );
}

/** An import while it runs and after. */
export function Page() {
  const state = useImport(useRouteId());
  return (
    <QueryView query={state} failed={t('imports.failed')}>
      {(data) => <View state={data} />}
    </QueryView>
  );
}
