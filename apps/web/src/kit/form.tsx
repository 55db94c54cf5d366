import { Button, Group, Stack } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { ChangeEvent, ReactNode, RefObject } from 'react';
import { useBlocker } from 'react-router';

import { ApiError } from '../api/client';
import { t } from '../messages';
import { useConfirm } from './confirm';
import { ProblemNotice, sentenceOf } from './problem';

/** A message that appears between the press and the release of a button would move the button away. */
const LEAVE_MS = 200;

export type FieldErrors = Record<string, string>;

interface FormOptions<T extends object> {
  initial: T;
  /** Errors by field name; run when a field is left and again on save. */
  check?: (values: T) => FieldErrors;
  /** Names of fields beside the values' own, where the form draws some of its fields from data. */
  names?: string[];
  /** Saves; an ApiError with `errors` is shown at its fields. */
  save: (values: T) => Promise<unknown>;
  /** What the fields hold once it was saved: what was saved, or what they began with. */
  after?: 'keep' | 'clear';
}

type FieldName<T> = keyof T & string;

export interface FormHandle<T extends object> {
  values: T;
  errors: FieldErrors;
  /** What the server refused without naming a field. */
  problem: Error | undefined;
  saving: boolean;
  dirty: boolean;
  set: <K extends FieldName<T>>(name: K, value: T[K]) => void;
  /** Properties of an input whose change event carries the text. */
  text: (name: FieldName<T>) => TextProps;
  /** Properties of an input that gives its value, like Select. */
  pick: <K extends FieldName<T>>(name: K) => PickProps<T[K]>;
  /** Properties of a checkbox or a switch. */
  toggle: (name: FieldName<T>) => ToggleProps;
  submit: () => Promise<void>;
  reset: (values: T) => void;
  ref: RefObject<HTMLFormElement | null>;
}

interface FieldProps {
  name: string;
  error: string | undefined;
  'aria-invalid': boolean;
  onBlur: () => void;
}

interface TextProps extends FieldProps {
  value: string;
  onChange: (event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => void;
}

interface PickProps<V> extends FieldProps {
  value: V;
  onChange: (value: V) => void;
}

interface ToggleProps {
  name: string;
  checked: boolean;
  onChange: (event: ChangeEvent<HTMLInputElement>) => void;
}

/** What a person can type into or press; the box around a field is marked, too, but takes no focus. */
const REFUSED = ':is(input, textarea, select, button):is([aria-invalid="true"], [data-error] *)';

/** Once the errors are on screen, the first takes the focus. Gives back what is called when a form is refused. */
function useFocusOnRefusal(form: RefObject<HTMLFormElement | null>): () => void {
  const [refusals, setRefusals] = useState(0);
  useEffect(() => {
    if (refusals > 0) form.current?.querySelector<HTMLElement>(REFUSED)?.focus();
  }, [form, refusals]);
  return () => setRefusals((count) => count + 1);
}

/** Whether an error's path (`fields.income`, `condition.all[0].field`) belongs to a field of the form. */
function isAt(path: string, name: string): boolean {
  const own = path.startsWith('fields.') ? path.slice('fields.'.length) : path;
  return own === name || own.startsWith(`${name}.`) || own.startsWith(`${name}[`);
}

/** The server's `errors` by field, and whether some belong to none of the fields of this form. */
function sortErrors(error: ApiError, names: string[]): { fields: FieldErrors; rest: boolean } {
  const listed = error.problem.errors ?? [];
  const fields: FieldErrors = {};
  let rest = listed.length === 0;
  for (const { path, message } of listed) {
    const name = names.find((each) => isAt(path, each));
    if (name === undefined) rest = true;
    else fields[name] = sentenceOf(message);
  }
  return { fields, rest };
}

/** State of a form: values, errors, saving, and whether it was changed since it was opened or saved. */
export function useForm<T extends object>({
  initial,
  check,
  names = [],
  save,
  after = 'keep',
}: FormOptions<T>): FormHandle<T> {
  const [saved, setSaved] = useState(initial);
  const [values, setValues] = useState(initial);
  const [errors, setErrors] = useState<FieldErrors>({});
  const [problem, setProblem] = useState<Error>();
  const [saving, setSaving] = useState(false);
  const ref = useRef<HTMLFormElement>(null);
  const focusFirstError = useFocusOnRefusal(ref);
  const latest = useRef(values);
  useEffect(() => {
    latest.current = values;
  }, [values]);

  const set = <K extends FieldName<T>>(name: K, value: T[K]) => {
    setValues((current) => ({ ...current, [name]: value }));
    setErrors(({ [name]: _gone, ...rest }) => rest);
  };
  const leave = (name: string) => {
    const field = name as FieldName<T>;
    if (JSON.stringify(values[field]) === JSON.stringify(saved[field])) return;
    setTimeout(() => {
      // By now the field may hold something else, and only that can be wrong.
      const message = check?.(latest.current)[name];
      if (message !== undefined) setErrors((current) => ({ ...current, [name]: message }));
    }, LEAVE_MS);
  };
  const field = (name: string): FieldProps => ({
    name,
    error: errors[name],
    'aria-invalid': errors[name] !== undefined,
    onBlur: () => leave(name),
  });

  const refuse = (error: unknown) => {
    if (!(error instanceof Error)) throw error;
    const sorted =
      error instanceof ApiError ? sortErrors(error, [...Object.keys(values), ...names]) : { fields: {}, rest: true };
    setErrors(sorted.fields);
    setProblem(sorted.rest ? error : undefined);
    focusFirstError();
  };
  const submit = async () => {
    const found = check?.(values) ?? {};
    setErrors(found);
    setProblem(undefined);
    if (Object.keys(found).length > 0) {
      focusFirstError();
      return;
    }
    setSaving(true);
    try {
      await save(values);
      if (after === 'clear') setValues(saved);
      else setSaved(values);
    } catch (error) {
      refuse(error);
    } finally {
      setSaving(false);
    }
  };

  return {
    values,
    errors,
    problem,
    saving,
    dirty: JSON.stringify(values) !== JSON.stringify(saved),
    set,
    text: (name) => ({
      ...field(name),
      value: String(values[name] ?? ''),
      onChange: (event) => set(name, event.currentTarget.value as T[typeof name]),
    }),
    pick: (name) => ({ ...field(name), value: values[name], onChange: (value) => set(name, value) }),
    toggle: (name) => ({
      name,
      checked: Boolean(values[name]),
      onChange: (event) => set(name, event.currentTarget.checked as T[typeof name]),
    }),
    submit,
    reset: (next) => {
      setSaved(next);
      setValues(next);
      setErrors({});
      setProblem(undefined);
    },
    ref,
  };
}

/** Asks before changes are lost by leaving the page. */
export function useUnsavedGuard(dirty: boolean): void {
  const confirm = useConfirm();
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => dirty && currentLocation.pathname !== nextLocation.pathname,
  );
  const asked = useRef(false);
  useEffect(() => {
    if (blocker.state !== 'blocked' || asked.current) return;
    asked.current = true;
    void confirm({
      title: t('form.leaveTitle'),
      body: t('form.leaveBody'),
      action: t('form.leave'),
      dangerous: true,
    }).then((leave) => {
      asked.current = false;
      if (leave) blocker.proceed();
      else blocker.reset();
    });
  }, [blocker, confirm]);
  useEffect(() => {
    if (!dirty) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [dirty]);
}

interface FormProps<T extends object> {
  form: FormHandle<T>;
  /** The verb on the button. */
  action: string;
  /** What failed, when saving fails. */
  failed: string;
  onCancel?: () => void;
  /** Buttons before the primary one. */
  extra?: ReactNode;
  /** False where nothing is lost by leaving (sign-in, a filter). */
  guard?: boolean;
  children: ReactNode;
}

function Guard({ dirty }: { dirty: boolean }) {
  useUnsavedGuard(dirty);
  return null;
}

/** One column of fields, what was refused above them, the verb below them. */
export function Form<T extends object>(props: FormProps<T>) {
  const { form, action, failed, onCancel, extra, guard = true, children } = props;
  return (
    <form
      ref={form.ref}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void form.submit();
      }}
    >
      {guard && <Guard dirty={form.dirty && !form.saving} />}
      <Stack gap="md">
        {form.problem && <ProblemNotice title={failed} error={form.problem} />}
        {children}
        <Group gap="xs">
          <Button type="submit" loading={form.saving}>
            {action}
          </Button>
          {onCancel && (
            <Button variant="default" onClick={onCancel} disabled={form.saving}>
              {t('actions.cancel')}
            </Button>
          )}
          {extra}
        </Group>
      </Stack>
    </form>
  );
}
