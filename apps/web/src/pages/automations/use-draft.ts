import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';

import { api, ApiError } from '../../api/client';
import { documentOf, useSaveAutomation } from '../../api/automations';
import type { Automation, AutomationDocument, Finding } from '../../api/automations';
import { useUnsavedGuard } from '../../kit/form';
import { useHistory } from './use-history';

/** A draft is saved once nobody has changed it for so long. */
const PAUSE_MS = 700;
/** After a failure (no connection, say) it is tried again. */
const RETRY_MS = 5_000;

export type Saving = 'saved' | 'dirty' | 'saving' | 'refused' | 'failed' | 'conflict';

function textOf(document: AutomationDocument): string {
  return JSON.stringify(document);
}

/** What a refused or failed save means for the next. */
function afterFailure(error: unknown): Saving {
  if (!(error instanceof ApiError)) throw error;
  if (error.status === 412) return 'conflict';
  return error.status >= 400 && error.status < 500 && error.status !== 429 ? 'refused' : 'failed';
}

/** The document under the hands of its author: it has a history and saves itself. */
export function useDraft(automation: Automation) {
  const history = useHistory(documentOf(automation));
  const { value } = history;
  const client = useQueryClient();
  const { mutateAsync } = useSaveAutomation(automation.id);
  const [version, setVersion] = useState(automation.version);
  const [savedText, setSavedText] = useState(() => textOf(value));
  const [state, setState] = useState<Saving>('saved');
  const [refusals, setRefusals] = useState<readonly Finding[]>([]);
  const [refusedText, setRefusedText] = useState('');
  const running = useRef<Promise<number | null>>(undefined);
  const latest = useRef({ value, version, savedText });
  useEffect(() => {
    latest.current = { value, version, savedText };
  });

  const send = useCallback(
    async (basedOn: number): Promise<number | null> => {
      const document = latest.current.value;
      setState('saving');
      try {
        const saved = await mutateAsync({ version: basedOn, document });
        // The server may have trimmed a name: what was sent counts as saved, so that nothing is sent again and again.
        latest.current = { ...latest.current, version: saved.version, savedText: textOf(document) };
        setVersion(saved.version);
        setSavedText(textOf(document));
        setRefusals([]);
        setState('saved');
        return saved.version;
      } catch (error) {
        setState(afterFailure(error));
        setRefusedText(textOf(document));
        setRefusals(error instanceof ApiError ? (error.problem.errors ?? []) : []);
        return null;
      }
    },
    [mutateAsync],
  );

  /** Saves what is not saved yet. Resolves with the version that is stored then; null when it could not be saved. */
  const save = useCallback(async (): Promise<number | null> => {
    await running.current;
    const { value: now, version: basedOn, savedText: before } = latest.current;
    if (textOf(now) === before) return basedOn;
    running.current = send(basedOn);
    return running.current;
  }, [send]);

  const text = textOf(value);
  const isDirty = text !== savedText;
  useEffect(() => {
    if (!isDirty || state === 'conflict' || state === 'saving') return;
    // What was refused is not sent again before it is another.
    if (state === 'refused' && refusedText === text) return;
    const timer = setTimeout(() => void save(), state === 'failed' ? RETRY_MS : PAUSE_MS);
    return () => clearTimeout(timer);
  }, [isDirty, text, state, refusedText, save]);
  // Whoever leaves at once after the last change takes nothing with them: it is sent on the way out.
  useEffect(() => () => void save(), [save]);
  useUnsavedGuard(isDirty && (state === 'refused' || state === 'failed' || state === 'conflict'));

  const newest = () => api.get<Automation>(`/automations/${automation.id}`);
  const keepMine = async () => {
    running.current = newest().then(({ version: theirs }) => send(theirs));
    await running.current;
  };
  const takeTheirs = async () => {
    const theirs = await newest();
    client.setQueryData(['automations', automation.id], theirs);
    history.reset(documentOf(theirs));
    setVersion(theirs.version);
    setSavedText(textOf(documentOf(theirs)));
    setRefusals([]);
    setState('saved');
  };
  const shown: Saving = isDirty && state === 'saved' ? 'dirty' : state;
  return { history, document: value, version, state: shown, refusals, save, keepMine, takeTheirs };
}

export type Draft = ReturnType<typeof useDraft>;
