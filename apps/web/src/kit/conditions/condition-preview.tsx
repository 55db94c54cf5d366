import { Loader, Skeleton, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';

import { ApiError } from '../../api/client';
import { nameOf } from '../../api/contacts';
import { useSegmentPreview } from '../../api/segments';
import type { SegmentPreview } from '../../api/segments';
import { t } from '../../messages';
import { ProblemNotice, sentenceOf } from '../problem';
import { EVERYBODY, leavesOf } from './condition';
import type { Condition } from './condition';
import { isTreeComplete } from './condition-builder';
import classes from './conditions.module.css';

const TYPING_PAUSE_MS = 400;
const SAMPLE_SHOWN = 8;

/** One and the same, so that nothing is drawn anew because of it. */
const NONE: never[] = [];

/** What the server said about a tree that it refuses: shown at the conditions themselves. */
export function refusalsOf(error: unknown): { path: string; message: string }[] {
  return (error instanceof ApiError && error.status === 422 && error.problem.errors) || NONE;
}

/** Asks who matches when typing pauses and every condition is complete. */
export function useConditionPreview(condition: Condition) {
  const [settled] = useDebouncedValue(condition, TYPING_PAUSE_MS);
  const isComplete = isTreeComplete(condition);
  const preview = useSegmentPreview(settled, isTreeComplete(settled));
  const total = useSegmentPreview(EVERYBODY, true).data;
  const isEverybody =
    leavesOf(condition).length > 0 &&
    total?.exact === true &&
    total.count === preview.data?.count &&
    !preview.isFetching;
  return { ...preview, isComplete, isEverybody, refusals: refusalsOf(preview.error) };
}

function Count({ preview }: { preview: SegmentPreview }) {
  return (
    <Text size="xl" fw={600} aria-live="polite">
      {preview.exact
        ? t('conditions.preview.exact', { count: preview.count })
        : t('conditions.preview.estimate', { count: preview.count })}
    </Text>
  );
}

/** Each once, however many conditions it is said of. */
function Warnings({ warnings }: { warnings: readonly { message: string }[] }) {
  const counts = new Map<string, number>();
  for (const { message } of warnings) counts.set(message, (counts.get(message) ?? 0) + 1);
  return [...counts].map(([message, count]) => (
    <Text key={message} size="xs" c="var(--td-warn-ink)">
      {count === 1 ? sentenceOf(message) : t('conditions.preview.warnedTimes', { message: sentenceOf(message), count })}
    </Text>
  ));
}

/** The number of contacts that match, and a few of them. */
export function ConditionPreview({ preview }: { preview: ReturnType<typeof useConditionPreview> }) {
  const { data, error, isComplete, isEverybody, refusals, isFetching, refetch } = preview;
  if (!isComplete) return <Text c="dimmed">{t('conditions.preview.incomplete')}</Text>;
  if (error && refusals.length > 0) {
    return (
      <Stack gap={4} role="alert">
        {refusals.map(({ path, message }) => (
          <Text key={path} c="var(--td-bad-ink)">
            {sentenceOf(message)}
          </Text>
        ))}
      </Stack>
    );
  }
  if (error) {
    return <ProblemNotice title={t('conditions.preview.failed')} error={error} onRetry={() => void refetch()} />;
  }
  if (!data) return <Skeleton height={96} />;
  return (
    <Stack gap="xs">
      <Count preview={data} />
      <Text size="xs" c="dimmed" className="numeric">
        {isFetching ? t('conditions.preview.counting') : t('conditions.preview.took', { ms: Math.round(data.took_ms) })}{' '}
        {isFetching && <Loader size={10} aria-hidden />}
      </Text>
      <Warnings warnings={data.warnings ?? NONE} />
      {data.count === 0 && <Text>{t('conditions.preview.nobody')}</Text>}
      {data.exact && isEverybody && data.count > 0 && (
        <Text size="xs" c="var(--td-warn-ink)">
          {t('conditions.preview.everybody')}
        </Text>
      )}
      {data.sample.length > 0 && (
        <>
          <Text size="xs" c="dimmed" fw={500}>
            {t('conditions.preview.sample')}
          </Text>
          <ul className={classes['sample']}>
            {data.sample.slice(0, SAMPLE_SHOWN).map((contact) => (
              <li key={contact.id}>{nameOf(contact)}</li>
            ))}
          </ul>
        </>
      )}
    </Stack>
  );
}
