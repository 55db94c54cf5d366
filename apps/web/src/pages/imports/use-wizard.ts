import { useState } from 'react';

import { useAllFields } from '../../api/fields';
import { usePreviewImport, useStartImport } from '../../api/imports';
import type { ImportColumn, ImportKind, ImportMapping, ImportOptions } from '../../api/imports';
import { makesFields } from './targets';

export type Step = 0 | 1 | 2;

export interface WizardOptions {
  match: ImportOptions['match'];
  on_conflict: ImportOptions['on_conflict'];
  tags: string[];
  /** The id of a list that is kept by hand. */
  segment: string | null;
  topics: string[];
  consentSource: string;
  zone: string;
  eventName: string;
  currency: string;
  runAutomations: boolean;
}

const FIRST_OPTIONS: WizardOptions = {
  match: 'email',
  on_conflict: 'overwrite',
  tags: [],
  segment: null,
  topics: [],
  consentSource: '',
  zone: 'UTC',
  eventName: '',
  currency: '',
  runAutomations: false,
};

function constantsOf(options: WizardOptions, mapping: ImportMapping): Record<string, string> {
  const used = Object.values(mapping);
  const constants = { name: options.eventName.trim(), currency: options.currency.trim().toUpperCase() };
  return Object.fromEntries(
    Object.entries(constants).filter(([target, value]) => value !== '' && !used.includes(target)),
  );
}

function contactOptions(options: WizardOptions): Partial<ImportOptions> {
  return {
    ...(options.tags.length === 0 ? {} : { tags: options.tags }),
    ...(options.segment === null ? {} : { segment: Number(options.segment) }),
    ...(options.topics.length === 0
      ? {}
      : {
          consents: Object.fromEntries(options.topics.map((topic) => [topic, 'subscribed'])),
          consent_source: options.consentSource.trim(),
        }),
  };
}

/** What finds people: as chosen while a column holds it, else what a column does hold. */
function matchOf(mapping: ImportMapping, chosen: WizardOptions['match']): WizardOptions['match'] {
  const used = new Set(Object.values(mapping).map((target) => target?.replace(/^contact\./, '')));
  const other = chosen === 'email' ? 'external_id' : 'email';
  return used.has(chosen) || !used.has(other) ? chosen : other;
}

/** Everything that the steps of the import share: file, columns, mapping, options. */
export function useWizard() {
  const fields = useAllFields();
  const preview = usePreviewImport();
  const begin = useStartImport();
  const [step, setStep] = useState<Step>(0);
  const [kind, setKind] = useState<ImportKind>('contacts');
  const [file, setFile] = useState<File | null>(null);
  const [columns, setColumns] = useState<ImportColumn[]>([]);
  const [mapping, setMapping] = useState<ImportMapping>({});
  const [options, setOptions] = useState(FIRST_OPTIONS);

  const read = async () => {
    if (!file) return;
    const found = await preview.mutateAsync({ file, kind });
    const guessed: ImportMapping = Object.fromEntries(found.columns.map(({ name, target }) => [name, target]));
    setColumns(found.columns);
    setMapping(guessed);
    setStep(1);
  };

  const start = (dryRun: boolean) => {
    if (!file) throw new Error('An import begins with a file');
    const created = makesFields(kind, mapping, fields);
    return begin.mutateAsync({
      file,
      mapping,
      options: {
        kind,
        match: matchOf(mapping, options.match),
        on_conflict: options.on_conflict,
        zone: options.zone,
        dry_run: dryRun,
        run_automations: options.runAutomations,
        ...(created ? { create_fields: true } : {}),
        ...(kind === 'contacts' ? contactOptions(options) : { constants: constantsOf(options, mapping) }),
      },
    });
  };

  return {
    step,
    setStep,
    kind,
    setKind,
    file,
    setFile,
    columns,
    mapping,
    setTarget: (column: string, target: string | null) => setMapping({ ...mapping, [column]: target }),
    options,
    setOption: <K extends keyof WizardOptions>(name: K, value: WizardOptions[K]) =>
      setOptions({ ...options, [name]: value }),
    fields,
    read,
    reading: preview,
    start,
  };
}

export type Wizard = ReturnType<typeof useWizard>;
