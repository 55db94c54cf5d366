import { Alert, Button, Code, CopyButton, Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';

import { ApiError } from '../api/client';
import { t, tOr } from '../messages';

/** The server's remarks about a value follow its path ("must be a date"): alone they begin with a capital. */
export function sentenceOf(remark: string): string {
  const text = remark.charAt(0).toUpperCase() + remark.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** Why it happened, in the server's own sentence when it gave one. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof ApiError)) return t('problem.why.broken');
  if (error.status === 0) return t('problem.why.unreachable');
  if (error.status === 429) return t('problem.why.tooMany');
  if (error.status >= 500 && error.problem.detail === undefined) return t('problem.why.server');
  return error.problem.detail ?? tOr(`problem.status.${error.status}`, error.problem.title ?? t('problem.why.server'));
}

/** What to do about it. */
export function adviceOf(error: unknown): string {
  if (!(error instanceof ApiError)) return t('problem.todo.reload');
  const known = tOr(`problem.byCode.${error.code.replaceAll('.', '_')}`, '');
  if (known !== '') return known;
  if (error.status === 429 || error.status === 503) {
    const { retryAfterSeconds } = error;
    return retryAfterSeconds === undefined
      ? t('problem.todo.waitAMoment')
      : t('problem.todo.wait', { count: retryAfterSeconds });
  }
  if (error.status >= 500) return t('problem.todo.server');
  return tOr(`problem.advice.${error.status}`, t('problem.todo.check'));
}

/** What a person can send to whoever runs the installation. */
export function codeOf(error: unknown): string {
  if (!(error instanceof ApiError)) return 'app.broken';
  const { code, request_id: requestId } = error.problem;
  return requestId === undefined ? code : `${code} · ${requestId}`;
}

interface ProblemNoticeProps {
  /** What happened, in the words of the page; left out where the page's own title says it. */
  title?: string;
  error: unknown;
  onRetry?: (() => void) | undefined;
}

/** What happened, why, what to do, and a code to copy. */
export function ProblemNotice({ title, error, onRetry }: ProblemNoticeProps) {
  const code = codeOf(error);
  return (
    <Alert
      color="red"
      variant="light"
      icon={<IconAlertTriangle aria-hidden />}
      role="alert"
      {...(title === undefined ? {} : { title })}
    >
      <Stack gap="xs">
        <Text>{reasonOf(error)}</Text>
        <Text>{adviceOf(error)}</Text>
        <Group gap="xs">
          {onRetry && (
            <Button size="compact-sm" variant="default" onClick={onRetry}>
              {t('actions.tryAgain')}
            </Button>
          )}
          <CopyButton value={code}>
            {({ copied, copy }) => (
              <Button size="compact-sm" variant="subtle" color="gray" onClick={copy}>
                {copied ? t('actions.copied') : t('problem.copyCode')}
              </Button>
            )}
          </CopyButton>
          <Code>{code}</Code>
        </Group>
      </Stack>
    </Alert>
  );
}
