export { AlertReminder } from './alerts/alert-reminder.service.js';
export { type AlertKind } from './alerts/alert-row.js';
export { AlertsService, type AlertView, type Snooze } from './alerts/alerts.service.js';
export { SalesContactOwner } from './sales.contact-owner.js';
export { SalesMessageSource } from './sales.message-source.js';
export { SalesModule } from './sales.module.js';
export { assignOwner } from './steps/assign-owner/assign-owner.step.js';
export { createTask } from './steps/create-task/create-task.step.js';
export { notifySales } from './steps/notify-sales/notify-sales.step.js';
