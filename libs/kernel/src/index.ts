export { Clock, ManualClock, SystemClock } from './clock.js';
export { Config, ConfigError, readConfig } from './config/read-config.js';
export { configSchema, type Environment } from './config/config.schema.js';
export { describeErrors, DomainError, invalid, type FieldError } from './errors/domain-error.js';
export { ERROR_CODES, type ErrorCode } from './errors/codes/index.js';
export { ERROR_KINDS, type ErrorKind } from './errors/error-kinds.js';
export { formatPath, parseDocument, toFieldErrors } from './errors/zod-errors.js';
/** @public The only way out for whatever calls other servers. */
export { GuardedHttpClient, type GuardedRequest, type GuardedResponse } from './http/guarded-http.client.js';
export { Gathering } from './gathering.js';
export { newUuid, randomToken, sha256 } from './ids.js';
export { createLogger, currentRequestId, withLogContext, type LogContext, type Logger } from './log.js';
export { isReadyMessage, onLauncherGone, reportReady, type ReadyMessage } from './process/launched-process.js';
export { SecretRing } from './signing/secret-ring.js';
export { inProject } from './process/project-folder.js';
export { LiveTopics, type LiveState } from './live/live-topics.js';
export { KernelModule, LOGGER } from './nest/kernel.module.js';
export { NestLog } from './nest/nest-log.js';
export { exitAtLatest, Shutdown } from './process/shutdown.js';
export { nextDailyTime, parseTimeOfDay, type DailyTime } from './time/daily-time.js';
export { afterQuietHours, type QuietHours } from './time/quiet-hours.js';
export { zonedToInstant } from './time/zoned-instant.js';
export {
  addDays,
  addMonths,
  daysInMonth,
  isTimeZone,
  type LocalTime,
  toInstant,
  toLocal,
  weekdayOf,
} from './time/zoned-time.js';
export { findUnstorable } from './text/find-unstorable.js';
export { foldText, isStorable } from './text/fold-text.js';
