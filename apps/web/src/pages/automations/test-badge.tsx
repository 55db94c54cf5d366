import { StateBadge } from '../../kit/state-badge';

/** Marks the run of somebody who tries the automation: short waits, in no number. */
export function TestBadge() {
  return <StateBadge state="test" tone="info" />;
}
