import { Badge, Button, Group, Modal, Stack, Text } from '@mantine/core';

import { useAutomationVersions, useReadVersion } from '../../api/automation-versions';
import type { AutomationVersion } from '../../api/automation-versions';
import type { AutomationDocument } from '../../api/automations';
import { QueryView } from '../../kit/query-view';
import { RelativeTime } from '../../kit/relative-time';
import { toast } from '../../kit/toast';
import { t } from '../../messages';
import classes from './automations.module.css';
import type { Draft } from './use-draft';

/** The version as a draft: steps that are still there keep their places; notes and the folder are no part of it. */
function asDraft(version: AutomationDocument, now: AutomationDocument): AutomationDocument {
  const steps = Object.entries(version.steps).map(([id, step]) => {
    const position = now.steps[id]?.['position'];
    return [id, position === undefined ? step : { ...step, position }] as const;
  });
  const { folder, notes } = now;
  const desk = { ...(folder === undefined ? {} : { folder }), ...(notes === undefined ? {} : { notes }) };
  return { ...version, ...desk, steps: Object.fromEntries(steps) };
}

function VersionLine({ version, onTake }: { version: AutomationVersion; onTake: () => void }) {
  const { published_at, published_by, current, active } = version;
  return (
    <li>
      <Group justify="space-between" wrap="nowrap" gap="md">
        <div>
          <Group gap="xs">
            <Text fw={600}>{t('automationRuns.versions.version', { version: version.version })}</Text>
            {current && (
              <Badge variant="light" tt="none">
                {t('automationRuns.versions.current')}
              </Badge>
            )}
          </Group>
          <Text size="sm" c="dimmed">
            <RelativeTime at={published_at} /> {published_by?.name ?? ''}
          </Text>
          <Text size="sm">{t('automationRuns.versions.active', { count: active })}</Text>
        </div>
        <Button variant="default" onClick={onTake}>
          {t('automationRuns.versions.take')}
        </Button>
      </Group>
    </li>
  );
}

/** What was published, newest first; each can be made the draft again, which is an edit like any other. */
export function VersionsDialog({ id, draft, onClose }: { id: number; draft: Draft; onClose: () => void }) {
  const versions = useAutomationVersions(id);
  const read = useReadVersion(id);
  const take = (version: number): void => {
    read.mutate(version, {
      onSuccess: (document) => {
        draft.history.change(asDraft(document, draft.document));
        toast.done(t('automationRuns.versions.taken', { version }));
        onClose();
      },
      onError: (error) => toast.failed(t('automationRuns.versions.takeFailed', { version }), error),
    });
  };
  return (
    <Modal opened onClose={onClose} title={t('automationRuns.versions.title')}>
      <QueryView query={versions} failed={t('automationRuns.versions.failed')}>
        {({ data }) => (
          <Stack gap="sm">
            <Text c="dimmed">{t('automationRuns.versions.help')}</Text>
            <ul className={classes['here']}>
              {data.map((version) => (
                <VersionLine key={version.version} version={version} onTake={() => take(version.version)} />
              ))}
            </ul>
          </Stack>
        )}
      </QueryView>
    </Modal>
  );
}
