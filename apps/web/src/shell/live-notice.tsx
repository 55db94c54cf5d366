import { useLiveLost } from '../api/live';
import { t } from '../messages';
import classes from './shell.module.css';

/** Says so while live numbers are interrupted. */
export function LiveNotice() {
  const isLost = useLiveLost();
  return (
    <div role="status" aria-live="polite">
      {isLost && <div className={classes['notice']}>{t('shell.offline')}</div>}
    </div>
  );
}
