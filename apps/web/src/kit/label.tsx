import { CloseButton } from '@mantine/core';
import { Link } from 'react-router';

import { t } from '../messages';
import classes from './label.module.css';

interface LabelProps {
  name: string;
  color?: string | null | undefined;
  to?: string;
  onRemove?: (() => void) | undefined;
}

/** The colour of a segment or a tag. */
export function Mark({ color }: { color: string | null | undefined }) {
  return <span className={classes['mark']} {...(color ? { style: { background: color } } : {})} aria-hidden />;
}

/** A segment or a tag: its name beside a mark of its own colour. */
export function Label({ name, color, to, onRemove }: LabelProps) {
  const text = <span className="clip">{name}</span>;
  return (
    <span className={classes['label']} data-removable={onRemove ? true : undefined}>
      <Mark color={color} />
      {to === undefined ? (
        text
      ) : (
        <Link to={to} className={classes['link']}>
          {text}
        </Link>
      )}
      {onRemove && <CloseButton size="xs" onClick={onRemove} aria-label={t('actions.removeName', { name })} />}
    </span>
  );
}
