import { Anchor, Code, Stack, Tabs, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useSearchParams } from 'react-router';

import { ApiError } from '../../api/client';
import { documentOf, useAutomation, useAutomationReport, useSaveAutomation } from '../../api/automations';
import type { Automation, AutomationReport } from '../../api/automations';
import { useRegistry } from '../../api/registry';
import { useUnsavedGuard } from '../../kit/form';
import { formatNumber } from '../../kit/format';
import { Page as Skeleton, Section } from '../../kit/page';
import { QueryView } from '../../kit/query-view';
import { useRouteId } from '../../kit/route-id';
import { blankOf } from '../../kit/schema-form/blank';
import { toast } from '../../kit/toast';
import { t } from '../../messages';
import { useCan } from '../../shell/permissions';
import { AutomationActions } from './automation-actions';
import classes from './automations.module.css';
import { AutomationState } from './automations.page';
import { insertStep } from './flow';
import { FlowCanvas, TRIGGER } from './flow-canvas';
import { PeopleTable } from './people-table';
import { StepPanel } from './step-panel';
import { useHistory } from './use-history';

const VIEWS = ['canvas', 'people', 'json'] as const;

interface Problem {
  path: string;
  message: string;
}

/** The step that a path of the document belongs to; the trigger's node for all else. */
function ownerOf(path: string): string {
  return /^steps\.([A-Za-z0-9_-]+)/.exec(path)?.[1] ?? TRIGGER;
}

function Problems({ problems, onJump }: { problems: Problem[]; onJump: (id: string) => void }) {
  if (problems.length === 0) return null;
  return (
    <Section title={t('automations.problems', { count: problems.length })}>
      <ul className={classes['problems']} role="alert">
        {problems.map(({ path, message }, index) => (
          <li key={index}>
            <Anchor
              component="button"
              type="button"
              ta="start"
              c="var(--td-bad-ink)"
              onClick={() => onJump(ownerOf(path))}
            >
              {`${path}: ${message}`}
            </Anchor>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Numbers({ report }: { report: AutomationReport }) {
  const names = ['entered', 'active', 'completed', 'exited', 'stuck'] as const;
  return (
    <dl className={classes['facts']}>
      {names.map((name) => (
        <div key={name}>
          <dt>{t(`automations.numbers.${name}`)}</dt>
          <dd>{formatNumber(report[name])}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The document under the hands of its author: history, saving, and what the server says is wrong. */
function useEditor(automation: Automation) {
  const history = useHistory(documentOf(automation));
  const [problems, setProblems] = useState<Problem[]>([]);
  const saving = useSaveAutomation(automation.id);
  const isDirty = JSON.stringify(history.value) !== JSON.stringify(documentOf(automation));
  useUnsavedGuard(isDirty);
  const onRefused = (error: unknown) => setProblems(error instanceof ApiError ? [...(error.problem.errors ?? [])] : []);
  const save = async (): Promise<boolean> => {
    try {
      const saved = await saving.mutateAsync({ version: automation.version, document: history.value });
      history.reset(documentOf(saved));
      setProblems([]);
      toast.done(t('automations.saved', { name: saved.name }));
      return true;
    } catch (error) {
      onRefused(error);
      toast.failed(t('automations.saveFailed'), error);
      return false;
    }
  };
  return { history, problems, isDirty, isSaving: saving.isPending, save, onRefused };
}

function Editor({ automation }: { automation: Automation }) {
  const mayEdit = useCan('automations.edit') && automation.status !== 'archived';
  const [parameters, setParameters] = useSearchParams();
  const view = VIEWS.find((name) => name === parameters.get('view')) ?? 'canvas';
  const [selected, setSelected] = useState<string | null>(null);
  const steps = useRegistry('steps').data ?? [];
  const report = useAutomationReport(automation.id).data;
  const editor = useEditor(automation);
  const { history, problems } = editor;
  const document = history.value;
  const insert = (from: string | null, path: string, type: string) => {
    const schema = steps.find((entry) => entry.type === type)?.schema ?? {};
    const blank = blankOf(schema);
    const params = typeof blank === 'object' && blank !== null ? blank : {};
    const made = insertStep(document, from, path, { ...params, type });
    history.change(made.document);
    setSelected(made.id);
  };
  return (
    <Skeleton
      title={document.name}
      badge={<AutomationState status={automation.status} />}
      back={{ to: '/automations', label: t('automations.title') }}
      {...(mayEdit ? { actions: <AutomationActions automation={automation} {...editor} /> } : {})}
    >
      {report && <Numbers report={report} />}
      <Problems problems={problems} onJump={setSelected} />
      <Tabs
        value={view}
        keepMounted={false}
        onChange={(next) => setParameters({ view: next ?? 'canvas' }, { replace: true })}
      >
        <Tabs.List mb="md">
          {VIEWS.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`automations.views.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="canvas">
          <Stack gap="md">
            <TextInput
              label={t('automations.name')}
              maw="var(--td-form-max)"
              value={document.name}
              readOnly={!mayEdit}
              onChange={(event) => history.change({ ...document, name: event.currentTarget.value })}
            />
            <FlowCanvas
              document={document}
              report={report}
              selected={selected}
              problems={new Set(problems.map(({ path }) => ownerOf(path)))}
              readOnly={!mayEdit}
              onSelect={setSelected}
              onInsert={insert}
            />
          </Stack>
        </Tabs.Panel>
        <Tabs.Panel value="people">
          <PeopleTable id={automation.id} document={document} />
        </Tabs.Panel>
        <Tabs.Panel value="json">
          <Code block tabIndex={0}>
            {JSON.stringify(document, null, 2)}
          </Code>
        </Tabs.Panel>
      </Tabs>
      <StepPanel
        document={document}
        selected={selected}
        errors={Object.fromEntries(problems.map(({ path, message }) => [path, message]))}
        readOnly={!mayEdit}
        onChange={history.change}
        onClose={() => setSelected(null)}
      />
    </Skeleton>
  );
}

export function Page() {
  const automation = useAutomation(useRouteId());
  return (
    <QueryView query={automation} failed={t('automations.failed')}>
      {(data) => <Editor key={data.id} automation={data} />}
    </QueryView>
  );
}
