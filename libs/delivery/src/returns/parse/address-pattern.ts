const LETTER = String.raw`[\p{Script=Latin}\p{N}]`;
const ATOM = String.raw`[\p{Script=Latin}\p{N}!#$%&*+/?^_{}~.-]`;
const IN_ATOM = String.raw`[\p{Script=Latin}\p{N}!#$%&*+/?^_{}~.'-]`;

/** Addresses in running text. Latin letters alone: other scripts write on without a blank before and after one. */
export const ADDRESSES = new RegExp(
  `${ATOM}${IN_ATOM}{0,63}@[\\p{Script=Latin}\\p{N}.-]{1,250}\\.[\\p{Script=Latin}\\p{N}-]{0,61}${LETTER}`,
  'gu',
);
