import type { AutomationReport, StepNumbers } from '../../../api/automations';
import type { DryRunReport, DryRunStep } from '../../../api/dry-run';

const NOTHING = { converted: {}, values: {}, conversions: 0, value: 0 };

function toNumbers({ failed, mails, ...step }: DryRunStep): StepNumbers {
  const withheld = Object.values(mails.withheld).reduce((sum, count) => sum + count, 0);
  return { ...NOTHING, ...step, stuck: failed, mails: { go: mails.go, withheld } };
}

/** A dry run as the canvas shows what really happened; the shares of those who converted are left out. */
export function canvasNumbers({ entered, ends, steps }: DryRunReport): AutomationReport {
  return {
    entered,
    active: ends.waiting,
    completed: ends.completed,
    converted: 0,
    exited: ends.exited,
    stuck: ends.failed,
    value: null,
    steps: Object.fromEntries(Object.entries(steps).map(([id, step]) => [id, toNumbers(step)])),
  };
}
