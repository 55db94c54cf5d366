import type { PaceLimit, SendingLimits } from '../../api/sender-pace';
import { errorsOf, required } from '../../kit/checks';
import { t } from '../../messages';

/** As it is while it is typed: a number may be missing. */
type Typed<T> = { [K in keyof T]: T[K] extends number ? number | null : T[K] };

export type WarmUpValues = Typed<NonNullable<SendingLimits['warm_up']>>;
export type HealthValues = Typed<NonNullable<SendingLimits['health']>>;

export interface LimitValues extends Omit<SendingLimits, 'warm_up' | 'health'> {
  warm_up: WarmUpValues | null;
  health: HealthValues | null;
}

/** The largest numbers that the API takes. */
export const MOST = {
  rate: 10_000_000,
  atOnce: 1000,
  domains: 100,
  firstDay: 1_000_000,
  growth: 300,
  until: 100_000_000,
  days: 30,
  least: 1_000_000,
} as const;

const PACE = ['rate', 'at_once'];
const WARM_UP = ['from', 'first_day', 'growth_percent', 'until'];
const HEALTH = ['complaints_percent', 'bounces_percent', 'days', 'least'];

export const pathOfDomain = (index: number): string => `limits.domains[${index}]`;

/** The paths under which the API names what is wrong. */
export const LIMIT_PATHS: string[] = [
  ...PACE.flatMap((name) => [`limits.${name}`, `limits.each_domain.${name}`]),
  ...Array.from({ length: MOST.domains }, (_, index) =>
    ['domain', ...PACE].map((name) => `${pathOfDomain(index)}.${name}`),
  ).flat(),
  ...WARM_UP.map((name) => `limits.warm_up.${name}`),
  ...HEALTH.map((name) => `limits.health.${name}`),
];

function whole(value: number | null, most: number): string | false {
  const isFine = value !== null && Number.isInteger(value) && value >= 1 && value <= most;
  return isFine ? false : t('pace.number', { most });
}

function share(value: number | null): string | false {
  return value === null || (value > 0 && value <= 100) ? false : t('pace.percent');
}

function problemsOfPace({ rate, at_once: atOnce }: PaceLimit, path: string): Record<string, string | false> {
  return {
    [`${path}.rate`]: rate !== null && whole(rate.max, MOST.rate),
    [`${path}.at_once`]: atOnce !== null && whole(atOnce, MOST.atOnce),
  };
}

function problemsOfWarmUp({ from, first_day, growth_percent, until }: WarmUpValues) {
  return {
    'limits.warm_up.from': required(from),
    'limits.warm_up.first_day': whole(first_day, MOST.firstDay),
    'limits.warm_up.growth_percent': whole(growth_percent, MOST.growth),
    'limits.warm_up.until': whole(until, MOST.until),
  };
}

function problemsOfHealth({ complaints_percent, bounces_percent, days, least }: HealthValues) {
  return {
    'limits.health.complaints_percent': share(complaints_percent),
    'limits.health.bounces_percent': share(bounces_percent),
    'limits.health.days': whole(days, MOST.days),
    'limits.health.least': whole(least, MOST.least),
  };
}

/** What is wrong, by the API's paths. */
export function problemsOf(values: LimitValues): Record<string, string> {
  const domains = values.domains.flatMap((each, index) => {
    const path = pathOfDomain(index);
    const idle = each.rate === null && each.at_once === null && { [`${path}.rate`]: t('pace.idle') };
    return Object.entries({ [`${path}.domain`]: required(each.domain), ...problemsOfPace(each, path), ...idle });
  });
  return errorsOf({
    ...problemsOfPace(values, 'limits'),
    ...problemsOfPace(values.each_domain, 'limits.each_domain'),
    ...Object.fromEntries(domains),
    ...(values.warm_up ? problemsOfWarmUp(values.warm_up) : {}),
    ...(values.health ? problemsOfHealth(values.health) : {}),
  });
}
