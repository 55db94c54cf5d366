import { fact, type Fact } from '#libs/ledger';

export type RuleId = 'D60' | 'D61' | 'D62' | 'D63' | 'D64' | 'D65' | 'D66' | 'D67' | 'D68' | 'D69';

/** One rule of the gate, as it would decide now. `later` is decided only at the hand-over; `exempt` does not apply. */
export interface RuleForecast {
  readonly rule: RuleId;
  readonly verdict: 'pass' | 'refuse' | 'wait' | 'later' | 'exempt';
  readonly facts: readonly Fact[];
}

export function pass(rule: RuleId, ...facts: readonly Fact[]): RuleForecast {
  return { rule, verdict: 'pass', facts };
}

export function refuse(rule: RuleId, ...facts: readonly Fact[]): RuleForecast {
  return { rule, verdict: 'refuse', facts };
}

export function wait(rule: RuleId, ...facts: readonly Fact[]): RuleForecast {
  return { rule, verdict: 'wait', facts };
}

export function exempt(rule: RuleId): RuleForecast {
  return { rule, verdict: 'exempt', facts: [fact('gate.exempt')] };
}
