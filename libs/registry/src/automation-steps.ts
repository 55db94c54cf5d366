import {
  addTag,
  branch,
  exit,
  goal,
  goTo,
  removeTag,
  sendEmail,
  setField,
  split,
  subscribe,
  unsubscribe,
  wait,
  waitFor,
  type StepDefinition,
} from '#libs/automations';
import { createTask, notifySales } from '#libs/sales';

/** What an automation can do, in the order in which the web app offers it. */
export const STEPS: readonly StepDefinition[] = [
  sendEmail,
  wait,
  waitFor,
  branch,
  split,
  addTag,
  removeTag,
  setField,
  subscribe,
  unsubscribe,
  notifySales,
  createTask,
  goTo,
  goal,
  exit,
];
