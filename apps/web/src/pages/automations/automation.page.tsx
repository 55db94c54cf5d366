import './run-words';

import { Alert, Button, Group, Skeleton as Shape, Stack, Tabs, Text } from '@mantine/core';
import { useState } from 'react';
import { useSearchParams } from 'react-router';

import { useAutomation, useAutomationReport, useAutomationReview } from '../../api/automations';
import type { Automation, AutomationDocument, AutomationReport } from '../../api/automations';
import { useRegistry } from '../../api/registry';
import { formatNumber } from '../../kit/format';
import { Page as Skeleton } from '../../kit/page';
import { PageTabs } from '../../kit/page-tabs';
import { sentenceOf } from '../../kit/problem';
import { QueryView } from '../../kit/query-view';
import { useRouteId } from '../../kit/route-id';
import { t } from '../../messages';
import { useCan } from '../../shell/permissions';
import { AutomationActions } from './automation-actions';
import classes from './automations.module.css';
import { AutomationState } from './automations.page';
import { FlowCanvas } from './canvas/flow-canvas';
import type { Spot } from './flow/ways';
import { JsonView } from './json-view';
import { MoreMenu } from './more-menu';
import { formatValue } from './goal-value';
import { HeldPeople } from './held-people';
import { KeptOut } from './kept-out';
import { NotePanel } from './note-panel';
import { PeopleTable } from './people-table';
import { Findings, ownerOf } from './problems';
import { SimulationPanel } from './simulation-panel';
import { StepList } from './step-list';
import { StepPanel } from './step-panel';
import { StepPicker } from './step-picker';
import { StuckPeople } from './stuck-people';
import { Troubles } from './troubles';
import { useDraft } from './use-draft';
import type { Draft } from './use-draft';
import { useFlowEdits } from './use-flow-edits';
import { useSimulation } from './use-simulation';
import { WhyPanel } from './why-panel';

const VIEWS = ['canvas', 'list', 'people', 'why', 'json'] as const;

function Numbers({ report }: { report: AutomationReport }) {
  const names = ['entered', 'active', 'completed', 'converted', 'exited', 'stuck'] as const;
  return (
    <dl className={classes['facts']}>
      {names.map((name) => (
        <div key={name}>
          <dt>{t(`automations.numbers.${name}`)}</dt>
          <dd>{formatNumber(report[name])}</dd>
        </div>
      ))}
      {report.value && (
        <div>
          <dt>{t('automations.numbers.value')}</dt>
          <dd>{formatValue(report.value.total, report.value)}</dd>
          {report.value.unrated.length > 0 && (
            <dd className={classes['factNote']}>
              {t('automations.unrated', { currencies: report.value.unrated.join(', ') })}
            </dd>
          )}
        </div>
      )}
    </dl>
  );
}

/** What stands between the author and a saved draft. */
function Unsaved({ draft }: { draft: Draft }) {
  if (draft.state === 'conflict') {
    return (
      <Alert color="yellow" variant="light" role="alert" title={t('automations.conflict.title')}>
        <Stack gap="xs">
          <Text>{t('automations.conflict.body')}</Text>
          <Group gap="xs">
            <Button variant="default" onClick={() => void draft.keepMine()}>
              {t('automations.conflict.mine')}
            </Button>
            <Button variant="default" onClick={() => void draft.takeTheirs()}>
              {t('automations.conflict.theirs')}
            </Button>
          </Group>
        </Stack>
      </Alert>
    );
  }
  if (draft.state !== 'refused') return null;
  return (
    <Alert color="red" variant="light" role="alert" title={t('automations.refusedTitle')}>
      {draft.refusals.map(({ path, message }) => (
        <Text key={path}>{t('automations.problemAt', { place: path, message: sentenceOf(message) })}</Text>
      ))}
    </Alert>
  );
}

/** Who is in it, why somebody is not, and the document as it is kept. */
function OtherViews(props: { id: number; document: AutomationDocument }) {
  return (
    <>
      <Tabs.Panel value="people">
        <StuckPeople {...props} />
        <HeldPeople {...props} />
        <KeptOut id={props.id} />
        <PeopleTable {...props} />
      </Tabs.Panel>
      <Tabs.Panel value="why">
        <WhyPanel {...props} />
      </Tabs.Panel>
      <Tabs.Panel value="json">
        <JsonView document={props.document} />
      </Tabs.Panel>
    </>
  );
}

function Editor({ automation }: { automation: Automation }) {
  const may = useCan('automations.edit');
  const mayEdit = may && automation.status !== 'archived';
  const [parameters, setParameters] = useSearchParams();
  const view = VIEWS.find((name) => name === parameters.get('view')) ?? 'canvas';
  const [selected, setSelected] = useState<string | null>(null);
  const [inserting, setInserting] = useState<Spot>();
  const [openNote, setOpenNote] = useState<string>();
  const [goTo, setGoTo] = useState<{ id: string }>();
  const report = useAutomationReport(automation.id).data;
  const draft = useDraft(automation);
  const { document, history } = draft;
  const review = useAutomationReview(automation.id, draft.version).data;
  const edits = useFlowEdits(draft);
  // Where ways part is known from the kinds of steps: without them everything would stand side by side.
  const ready = useRegistry('steps').isSuccess;
  const simulation = useSimulation(document);
  const problems = review?.problems ?? [];
  const refused = draft.state === 'refused' ? draft.refusals : [];
  const open = (id: string | null) => {
    setSelected(id);
    if (id !== null) setGoTo({ id });
  };
  const insert = (make: (spot: Spot) => string | undefined) => {
    const made = inserting && make(inserting);
    setInserting(undefined);
    if (made !== undefined) open(made);
  };
  const close = () => {
    if (selected !== null) setGoTo({ id: selected });
    setSelected(null);
  };
  const bad = new Set(problems.map(({ path }) => ownerOf(path)));
  const shared = { document, report, problems: bad };
  const actions = mayEdit ? (
    <AutomationActions automation={automation} draft={draft} onJump={open} onSimulate={simulation.onOpen} />
  ) : (
    <MoreMenu automation={automation} draft={draft} />
  );
  return (
    <Skeleton
      title={document.name}
      badge={<AutomationState status={automation.status} />}
      back={{ to: '/automations', label: t('automations.title') }}
      {...(may ? { actions } : {})}
    >
      {report && <Numbers report={report} />}
      <Unsaved draft={draft} />
      <Findings document={document} findings={problems} tone="bad" onJump={open} />
      <Findings document={document} findings={review?.warnings ?? []} tone="warn" onJump={open} />
      {view !== 'people' && <Troubles id={automation.id} />}
      <PageTabs
        tabs={VIEWS}
        labelOf={(name) => t(`automations.views.${name}`)}
        value={view}
        onChange={(next) => setParameters({ view: next }, { replace: true })}
      >
        <Tabs.Panel value="canvas">
          {ready ? (
            <div className={classes['workbench']} data-aside={simulation.isOpen}>
              <div>
                <FlowCanvas
                  {...shared}
                  report={simulation.numbers ?? report}
                  edits={edits}
                  selected={selected}
                  warnings={new Set((review?.warnings ?? []).map(({ path }) => ownerOf(path)))}
                  readOnly={!mayEdit}
                  walk={simulation.walk}
                  goTo={goTo}
                  onOpen={setSelected}
                  onInsert={setInserting}
                  onOpenNote={setOpenNote}
                />
              </div>
              {simulation.isOpen && (
                <SimulationPanel automation={automation.id} document={document} save={draft.save} {...simulation} />
              )}
            </div>
          ) : (
            <Shape height={420} />
          )}
        </Tabs.Panel>
        <Tabs.Panel value="list">
          <StepList {...shared} onOpen={open} />
        </Tabs.Panel>
        <OtherViews id={automation.id} document={document} />
      </PageTabs>
      <StepPanel
        automation={automation.id}
        document={document}
        report={report}
        selected={selected}
        errors={Object.fromEntries([...problems, ...refused].map(({ path, message }) => [path, message]))}
        readOnly={!mayEdit}
        edits={edits}
        onChange={history.change}
        onGoTo={open}
        onClose={close}
      />
      <NotePanel
        document={document}
        id={openNote}
        edits={edits}
        readOnly={!mayEdit}
        onClose={() => setOpenNote(undefined)}
      />
      <StepPicker
        opened={inserting !== undefined}
        onPick={(type) => insert((spot) => edits.insert(spot, type))}
        onPaste={() => insert(edits.paste)}
        onClose={() => setInserting(undefined)}
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
