import { and } from './and/and.helper.js';
import { date } from './date/date.helper.js';
import { fallback } from './default/default.helper.js';
import type { HelperDefinition } from './define-helper.js';
import { each } from './each/each.helper.js';
import { eq } from './eq/eq.helper.js';
import { gt } from './gt/gt.helper.js';
import { ifHelper } from './if/if.helper.js';
import { inHelper } from './in/in.helper.js';
import { lower } from './lower/lower.helper.js';
import { lt } from './lt/lt.helper.js';
import { money } from './money/money.helper.js';
import { ne } from './ne/ne.helper.js';
import { not } from './not/not.helper.js';
import { number } from './number/number.helper.js';
import { or } from './or/or.helper.js';
import { segment } from './segment/segment.helper.js';
import { truncate } from './truncate/truncate.helper.js';
import { unless } from './unless/unless.helper.js';
import { upper } from './upper/upper.helper.js';

/** Every helper that a template may use. What is not listed does not exist. */
export const HELPERS: readonly HelperDefinition[] = [
  segment,
  fallback,
  ifHelper,
  unless,
  each,
  eq,
  ne,
  gt,
  lt,
  and,
  or,
  not,
  inHelper,
  money,
  number,
  date,
  upper,
  lower,
  truncate,
];

export const HELPERS_BY_NAME: ReadonlyMap<string, HelperDefinition> = new Map(HELPERS.map((one) => [one.name, one]));
