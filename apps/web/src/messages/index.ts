export { addWords, anyOf, fill, listOf, t, tOr } from './translate';
export type { MessageKey, PlainKey } from './translate';
export { Rich } from './rich';
