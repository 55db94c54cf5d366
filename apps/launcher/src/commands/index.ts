import { automationDiffCommand } from './automation-diff.command.js';
import { automationTestCommand } from './automation-test.command.js';
import { automationValidateCommand } from './automation-validate.command.js';
import { type Command } from './define-command.js';
import { demoCommand } from './demo.command.js';
import { doctorCommand } from './doctor.command.js';
import { exportCommand } from './export.command.js';
import { importCommand } from './import.command.js';
import { keyAddCommand } from './key-add.command.js';
import { migrateCommand } from './migrate.command.js';
import { rejudgeCommand } from './rejudge.command.js';
import { userAddCommand } from './user-add.command.js';

/** Every command of `tidings`, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  doctorCommand,
  migrateCommand,
  userAddCommand,
  keyAddCommand,
  importCommand,
  exportCommand,
  automationValidateCommand,
  automationDiffCommand,
  automationTestCommand,
  rejudgeCommand,
  demoCommand,
];
