import { Button, Collapse, Select, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useId } from 'react';

import { useRegistry } from '../../api/registry';
import type { JsonSchema, RegistryEntry } from '../../api/registry';
import type { Sender, SenderInput } from '../../api/senders';
import { required } from '../../kit/checks';
import { FormGroup } from '../../kit/form-group';
import { ORDER } from '../../kit/schema-form/basic-controls';
import { blankOf } from '../../kit/schema-form/blank';
import { SchemaForm } from '../../kit/schema-form/schema-form';
import { withSecretsSet } from '../../kit/schema-form/secrets';
import { t } from '../../messages';

type Settings = Record<string, unknown>;

const PREFIX = 'transport.settings.';
const TYPE = 'transport.type';
/** A choice needs a value; the API says null. */
const STANDARD = 'standard';

/** Every way to hand mail over, and the names of all their settings as the API calls them. */
export function useTransports(): { list: RegistryEntry[]; names: string[] } {
  const list = useRegistry('transports').data ?? [];
  const settings = list.flatMap(({ schema }) => Object.keys(schema.properties ?? {}).map((name) => PREFIX + name));
  const names = [TYPE, ...settings];
  return { list, names };
}

/** The errors of the settings, by their own names, and that of the choice by its path. */
export function transportErrors(errors: Record<string, string>): Record<string, string> {
  const own = Object.entries(errors).filter(([path]) => path.startsWith(PREFIX));
  const choice = errors[TYPE];
  return {
    ...Object.fromEntries(own.map(([path, message]) => [path.slice(PREFIX.length), message])),
    ...(choice === undefined ? {} : { [TYPE]: choice }),
  };
}

/** What the chosen transport needs and has not; a secret that is set already may be left empty. */
export function missingSettings(
  list: RegistryEntry[],
  { way, settings }: { way: string; settings: Settings },
  sender: Sender | undefined,
): Record<string, string | false | undefined> {
  const needed = list.find(({ type }) => type === way)?.schema.required ?? [];
  const set = sender?.transport?.type === way ? sender.transport.secrets : [];
  const missing = needed.filter((name) => settings[name] === undefined && !set.includes(name));
  return Object.fromEntries(missing.map((name) => [PREFIX + name, required('')]));
}

/** What to save of the transport: nothing, when it is as it was. */
export function writtenTransport(
  { way, settings }: { way: string; settings: Settings },
  sender: Sender | undefined,
): Pick<SenderInput, 'transport'> {
  if (way === '') return sender?.transport ? { transport: null } : {};
  const before = sender?.transport;
  const same = before?.type === way && JSON.stringify(before.settings) === JSON.stringify(settings);
  return same ? {} : { transport: { type: way, settings } };
}

/** The label of a transport for a list. */
export function TransportName({ type }: { type: string | undefined }) {
  const list = useRegistry('transports').data ?? [];
  if (type === undefined) return t('senders.transport.standard');
  return list.find((each) => each.type === type)?.label ?? type;
}

/** Names of the properties that are, or are not, right as they are for nearly everybody. */
function namesOf({ properties = {} }: JsonSchema, advanced: boolean): string[] {
  const entries = Object.entries(properties);
  return entries.filter(([, property]) => (property.advanced === true) === advanced).map(([name]) => name);
}

/** One that the operator has to allow first is shown, so that nobody looks for it, and cannot be chosen. */
function toOption({ type, label, unavailable }: RegistryEntry) {
  return unavailable === undefined
    ? { value: type, label }
    : { value: type, label: t('senders.transport.notHere', { label }), disabled: true };
}

function hasSettings({ schema }: RegistryEntry): boolean {
  return Object.keys(schema.properties ?? {}).length > 0;
}

interface SenderTransportProps {
  list: RegistryEntry[];
  sender: Sender | undefined;
  way: string;
  settings: Settings;
  onWay: (way: string, settings: Settings) => void;
  onSettings: (settings: Settings) => void;
  errors: Record<string, string>;
}

/** How the mail of a sender leaves: the choice, and the settings of what is chosen. */
export function SenderTransport({ list, sender, way, settings, onWay, onSettings, errors }: SenderTransportProps) {
  const entry = list.find(({ type }) => type === way);
  const stored = sender?.transport?.type === way ? sender.transport : undefined;
  const choose = (value: string | null) => {
    const next = list.find(({ type }) => type === value);
    const before = sender?.transport?.type === next?.type ? sender?.transport?.settings : undefined;
    onWay(next?.type ?? '', before ?? (next ? ((blankOf(next.schema) as Settings | undefined) ?? {}) : {}));
  };
  return (
    <FormGroup title={t('senders.transport.title')}>
      <Stack gap="md">
        <Select
          label={t('senders.transport.way')}
          description={entry ? (entry.unavailable ?? entry.description) : t('senders.transport.standardHelp')}
          error={errors[TYPE]}
          inputWrapperOrder={ORDER}
          data={[{ value: STANDARD, label: t('senders.transport.standard') }, ...list.map(toOption)]}
          value={way === '' ? STANDARD : way}
          onChange={choose}
          allowDeselect={false}
          name="way"
        />
        {entry && hasSettings(entry) && (
          <TransportSettings
            key={entry.type}
            schema={withSecretsSet(entry.schema, stored?.secrets ?? [])}
            settings={settings}
            onChange={onSettings}
            errors={errors}
          />
        )}
      </Stack>
    </FormGroup>
  );
}

interface TransportSettingsProps {
  schema: JsonSchema;
  settings: Settings;
  onChange: (settings: Settings) => void;
  errors: Record<string, string>;
}

function TransportSettings({ schema, settings, onChange, errors }: TransportSettingsProps) {
  const [opened, { toggle }] = useDisclosure(false);
  const id = useId();
  const [plain, advanced] = [namesOf(schema, false), namesOf(schema, true)];
  // An error must be seen where it is.
  const shown = opened || advanced.some((name) => errors[name] !== undefined);
  const shared = { schema, value: settings, onChange, errors };
  return (
    <Stack gap="md">
      {plain.length > 0 && <SchemaForm {...shared} hidden={advanced} />}
      {advanced.length > 0 && (
        <>
          <Button
            variant="subtle"
            size="compact-sm"
            w="fit-content"
            aria-expanded={shown}
            aria-controls={id}
            onClick={toggle}
          >
            {t(shown ? 'senders.transport.less' : 'senders.transport.more')}
          </Button>
          <Collapse expanded={shown} id={id}>
            <SchemaForm {...shared} hidden={plain} />
          </Collapse>
        </>
      )}
    </Stack>
  );
}
