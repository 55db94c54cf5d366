import './recipe-words';

import { Alert, Group, Skeleton, Stack, Table, Text } from '@mantine/core';

import { useCartHistory } from '../../../api/recipes';
import type { CartHistory, ReminderOutcome } from '../../../api/recipes';
import { formatNumber } from '../../../kit/format';
import { Section } from '../../../kit/page';
import { QueryView } from '../../../kit/query-view';
import { ScrollTable } from '../../../kit/scroll-table';
import { t } from '../../../messages';

function Fact({ label, value, help }: { label: string; value: number; help?: string | undefined }) {
  return (
    <Stack gap={2} miw={150}>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      <Text size="xl" fw={600}>
        {formatNumber(value)}
      </Text>
      {help !== undefined && (
        <Text size="xs" c="dimmed">
          {help}
        </Text>
      )}
    </Stack>
  );
}

function adviceWords(advice: number | null): string {
  if (advice === null) return t('recipes.carts.adviceNone');
  return advice === 0 ? t('recipes.carts.adviceZero') : t('recipes.carts.advice', { count: advice });
}

function Row({ outcome: { reminder, sent, ordered, expected, value, verdict } }: { outcome: ReminderOutcome }) {
  return (
    <Table.Tr>
      <Table.Td>{formatNumber(reminder)}</Table.Td>
      <Table.Td ta="right">{formatNumber(sent)}</Table.Td>
      <Table.Td ta="right">{formatNumber(ordered)}</Table.Td>
      <Table.Td ta="right">{expected === null ? '–' : `≈ ${formatNumber(Math.round(expected))}`}</Table.Td>
      <Table.Td ta="right">{formatNumber(Math.round(value))}</Table.Td>
      <Table.Td>{t(`recipes.carts.${verdict}`)}</Table.Td>
    </Table.Tr>
  );
}

const HEADERS = ['reminder', 'sent', 'ordered', 'expected', 'value', 'verdict'] as const;

function Outcomes({ reminders }: { reminders: ReminderOutcome[] }) {
  return (
    <ScrollTable label={t('recipes.carts.title')} minWidth={560}>
      <Table.Thead>
        <Table.Tr>
          {HEADERS.map((header, index) => (
            <Table.Th key={header} ta={index > 0 && index < 5 ? 'right' : 'left'}>
              {t(`recipes.carts.${header}`)}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {reminders.map((outcome) => (
          <Row key={outcome.reminder} outcome={outcome} />
        ))}
      </Table.Tbody>
    </ScrollTable>
  );
}

function Findings({ history }: { history: CartHistory }) {
  const { left, unaided, unreminded, median_hours: hours, habitual, reminders, advice } = history;
  if (left === 0) return <Text c="dimmed">{t('recipes.carts.none')}</Text>;
  const of = t('recipes.carts.unaidedOf', { count: formatNumber(unaided), all: formatNumber(unreminded) });
  const soon = hours === null ? '' : t('recipes.carts.soon', { hours: formatNumber(Math.round(hours)) });
  return (
    <Stack gap="md">
      <Group gap="lg" align="flex-start">
        <Fact label={t('recipes.carts.left')} value={left} />
        <Fact label={t('recipes.carts.unaided')} value={unaided} help={`${of} ${soon}`.trim()} />
        <Fact label={t('recipes.carts.habitual')} value={habitual} help={t('recipes.carts.habitualHelp')} />
      </Group>
      {reminders.some(({ sent }) => sent > 0) && <Outcomes reminders={reminders} />}
      <Alert variant="light">{adviceWords(advice)}</Alert>
    </Stack>
  );
}

/** Who came back unaided before, and how many reminders paid: shown before the number of reminders is chosen. */
export function PastCarts({ answers }: { answers: Record<string, unknown> }) {
  const word = (name: string) => (typeof answers[name] === 'string' ? answers[name] : '');
  const history = useCartHistory({ event: word('cart'), order: word('order'), after: word('after') });
  return (
    <Section title={t('recipes.carts.title')} description={t('recipes.carts.help')}>
      <QueryView query={history} failed={t('recipes.carts.failed')} waiting={<Skeleton height={90} />}>
        {(found) => <Findings history={found} />}
      </QueryView>
    </Section>
  );
}
