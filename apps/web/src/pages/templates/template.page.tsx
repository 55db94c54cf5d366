import './template-words';

import { Anchor, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconDeviceFloppy } from '@tabler/icons-react';
import type { ReactCodeMirrorRef } from '@uiw/react-codemirror';
import { useRef, useState } from 'react';

import { ApiError } from '../../api/client';
import { useSaveTemplate, useTemplate } from '../../api/templates';
import type { Template, TemplateProblem } from '../../api/templates';
import { useUnsavedGuard } from '../../kit/form';
import { Page as Skeleton, Section } from '../../kit/page';
import { QueryView } from '../../kit/query-view';
import { useRouteId } from '../../kit/route-id';
import { toast } from '../../kit/toast';
import { t } from '../../messages';
import { useCan } from '../../shell/permissions';
import { InsertMenu } from './insert-menu';
import { insertText, jumpTo, SourceEditor } from './source-editor';
import { MoreMenu, TestButton } from './template-actions';
import { TemplatePreview } from './template-preview';
import { TemplateState } from './templates.page';
import classes from './templates.module.css';

interface Draft {
  name: string;
  subject: string;
  preheader: string;
  source: string;
}

function draftOf({ name, subject, preheader, mjml, html }: Template): Draft {
  return { name, subject, preheader: preheader ?? '', source: mjml ?? html ?? '' };
}

function isSame(a: Draft, b: Draft): boolean {
  return a.name === b.name && a.subject === b.subject && a.preheader === b.preheader && a.source === b.source;
}

function Problems({ problems, onJump }: { problems: TemplateProblem[]; onJump: (problem: TemplateProblem) => void }) {
  if (problems.length === 0) return null;
  return (
    <Section title={t('templates.problems', { count: problems.length })}>
      <ul className={classes['problems']} role="alert">
        {problems.map((problem, index) => (
          <li key={index}>
            <Anchor component="button" type="button" ta="start" c="var(--td-bad-ink)" onClick={() => onJump(problem)}>
              {problem.message}
            </Anchor>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** Saves what was written; the server publishes it when it compiles and says what is wrong when it does not. */
function useDraft(template: Template) {
  const [draft, setDraft] = useState(() => draftOf(template));
  const save = useSaveTemplate(template);
  const isDirty = !isSame(draft, draftOf(template));
  useUnsavedGuard(isDirty);
  const language = template.mjml === null ? 'html' : 'mjml';
  const body = { subject: draft.subject, preheader: draft.preheader || null, [language]: draft.source };
  const submit = () =>
    save.mutate(
      { ...body, name: draft.name.trim() },
      {
        onSuccess: ({ name, problems }) =>
          toast.done(problems.length === 0 ? t('templates.saved', { name }) : t('templates.savedDraft', { name })),
        onError: (error) => toast.failed(t('templates.saveFailed'), error),
      },
    );
  return { draft, setDraft, submit, isDirty, isSaving: save.isPending, error: save.error, body, language };
}

/** Puts the cursor where something stands in a field of one line. */
function focusAt(input: HTMLInputElement | null, column: number): void {
  input?.focus();
  input?.setSelectionRange(column - 1, column - 1);
}

function Editor({ template }: { template: Template }) {
  const mayEdit = useCan('content.edit');
  const editor = useRef<ReactCodeMirrorRef>(null);
  const { draft, setDraft, submit, isDirty, isSaving, error, body, language } = useDraft(template);
  const [subject, preheader] = [useRef<HTMLInputElement>(null), useRef<HTMLInputElement>(null)];
  const jump = ({ path, line, column }: Pick<TemplateProblem, 'path' | 'line' | 'column'>) => {
    if (path === 'mjml' || path === 'html') jumpTo(editor.current, line, column);
    else focusAt(path === 'subject' ? subject.current : preheader.current, column);
  };
  const set = (part: Partial<Draft>) => setDraft((old) => ({ ...old, ...part }));
  useHotkeys([['mod+S', submit]], []);
  const refused = error instanceof ApiError ? (error.problem.errors ?? []) : [];
  const problems = [...template.problems, ...refused.map((one) => ({ line: 1, column: 1, ...one }))];
  return (
    <Skeleton
      title={template.name}
      badge={<TemplateState template={template} />}
      back={{ to: '/templates', label: t('templates.title') }}
      {...(mayEdit
        ? {
            actions: (
              <>
                <MoreMenu template={template} />
                <TestButton template={template} />
                <Button
                  leftSection={<IconDeviceFloppy size={16} aria-hidden />}
                  loading={isSaving}
                  disabled={!isDirty}
                  onClick={submit}
                >
                  {t('templates.save')}
                </Button>
              </>
            ),
          }
        : {})}
    >
      <div className={classes['editor']}>
        <Stack gap="md">
          <TextInput
            label={t('templates.name')}
            value={draft.name}
            readOnly={!mayEdit}
            onChange={(event) => set({ name: event.currentTarget.value })}
          />
          <TextInput
            ref={subject}
            label={t('templates.subject')}
            value={draft.subject}
            readOnly={!mayEdit}
            onChange={(event) => set({ subject: event.currentTarget.value })}
          />
          <TextInput
            ref={preheader}
            label={t('templates.preheader')}
            description={t('templates.preheaderHelp')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            value={draft.preheader}
            readOnly={!mayEdit}
            onChange={(event) => set({ preheader: event.currentTarget.value })}
          />
          <Group justify="space-between">
            <Text fw={600}>{t('templates.source', { language: language.toUpperCase() })}</Text>
            {mayEdit && <InsertMenu onInsert={(text) => insertText(editor.current, text)} />}
          </Group>
          <Problems problems={problems} onJump={jump} />
          <SourceEditor
            label={t('templates.source', { language: language.toUpperCase() })}
            value={draft.source}
            onChange={(source) => set({ source })}
            readOnly={!mayEdit}
            editor={editor}
          />
        </Stack>
        <Section title={t('templates.preview')}>
          <TemplatePreview id={template.id} input={body} onJump={jump} />
        </Section>
      </div>
    </Skeleton>
  );
}

export function Page() {
  const template = useTemplate(useRouteId());
  return (
    <QueryView query={template} failed={t('templates.failed')}>
      {(data) => <Editor key={data.id} template={data} />}
    </QueryView>
  );
}
