import { CloseButton, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useDocumentTitle, useLocalStorage } from '@mantine/hooks';
import { IconChevronLeft } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';

import { t } from '../messages';
import { Address } from './address';
import classes from './page.module.css';

interface PageProps {
  title: string;
  /** Beside the title: a state, a colour. */
  badge?: ReactNode;
  /** One sentence of what the page is for; gone for good once it is dismissed. */
  purpose?: string;
  /** Buttons at the right; the primary one last. */
  actions?: ReactNode;
  /** Where this page belongs. */
  back?: { to: string; label: string };
  /** Forms and texts are narrow, lists are wide. */
  width?: 'form' | 'wide';
  children: ReactNode;
}

function Purpose({ title, text }: { title: string; text: string }) {
  const [understood, setUnderstood] = useLocalStorage({
    key: `tidings.understood.${title}`,
    defaultValue: false,
    getInitialValueInEffect: false,
  });
  if (understood) return null;
  return (
    <Group gap="xs" wrap="nowrap" align="flex-start" className={classes['purpose']}>
      <Text c="dimmed">{text}</Text>
      <CloseButton size="sm" aria-label={t('page.hidePurpose')} onClick={() => setUnderstood(true)} />
    </Group>
  );
}

/** The skeleton that every page shares: title, one sentence, primary action at the right, content. */
export function Page({ title, badge, purpose, actions, back, width = 'wide', children }: PageProps) {
  useDocumentTitle(t('page.documentTitle', { title }));
  return (
    <div className={classes['page']} data-width={width}>
      <header className={classes['header']}>
        {back && (
          <Link to={back.to} className={classes['back']}>
            <IconChevronLeft size={16} aria-hidden />
            <Address>{back.label}</Address>
          </Link>
        )}
        <div className={classes['heading']}>
          <Group gap="sm" wrap="wrap" className={classes['title']}>
            <Title order={1} textWrap="pretty">
              <Address>{title}</Address>
            </Title>
            {badge}
          </Group>
          {actions !== undefined && (
            <Group gap="xs" className={classes['actions']}>
              {actions}
            </Group>
          )}
        </div>
        {purpose !== undefined && <Purpose title={title} text={purpose} />}
      </header>
      {children}
    </div>
  );
}

/** The shape of a page while its script or its data is on the way. */
export function PageSkeleton() {
  return (
    <div className={classes['page']} aria-busy="true" aria-label={t('page.loading')} role="status">
      <Stack gap="lg">
        <Skeleton height={30} width={220} />
        <Skeleton height={36} maw={420} />
        <Stack gap="xs">
          {Array.from({ length: 8 }, (_, index) => (
            <Skeleton key={index} height={36} />
          ))}
        </Stack>
      </Stack>
    </div>
  );
}

/** Search and filters above a list: side by side, one under the other on a phone. */
export function FilterBar({ children }: { children: ReactNode }) {
  return <div className={classes['filters']}>{children}</div>;
}

interface SectionProps {
  title?: string;
  description?: ReactNode;
  actions?: ReactNode;
  /** `flush` lets a table reach the edges. */
  padding?: 'normal' | 'flush';
  children: ReactNode;
}

/** A quiet surface with an optional heading. */
export function Section({ title, description, actions, padding = 'normal', children }: SectionProps) {
  return (
    <section className={classes['section']} data-padding={padding}>
      {(title !== undefined || actions !== undefined) && (
        <div className={classes['sectionHead']}>
          <div>
            {title !== undefined && <Title order={2}>{title}</Title>}
            {description !== undefined && <Text c="dimmed">{description}</Text>}
          </div>
          {actions !== undefined && <Group gap="xs">{actions}</Group>}
        </div>
      )}
      <div className={classes['sectionBody']}>{children}</div>
    </section>
  );
}
