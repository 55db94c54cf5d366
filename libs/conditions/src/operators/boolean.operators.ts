import { emptiness, positive, type Operator } from './operator.js';

export const BOOLEAN_OPERATORS: readonly Operator[] = [
  positive('is_true', 'is true', null, ({ sql }) => sql),
  positive('is_false', 'is false', null, ({ sql }) => `NOT ${sql}`),
  ...emptiness(),
];
