/** A piece of a pattern, translated, and what it costs. */
export interface Piece {
  readonly sql: string;
  /** How often what is repeated most of it is. */
  readonly repeats: number;
  /** Characters, repeated ones written out. */
  readonly size: number;
  /** Those of them in repetitions of what may be empty. */
  readonly skippable: number;
  readonly mayBeEmpty: boolean;
}

export interface Quantifier {
  readonly sql: string;
  readonly least: number;
  /** How often it is written out. */
  readonly copies: number;
}

export const ONCE: Quantifier = { sql: '', least: 1, copies: 1 };

export function toCharacter(sql: string): Piece {
  return { sql, repeats: 1, size: 1, skippable: 0, mayBeEmpty: false };
}

export function quantify(piece: Piece, { sql, least, copies }: Quantifier): Piece {
  const repeated = piece.mayBeEmpty && copies > 1 ? piece.size : piece.skippable;
  return {
    sql: piece.sql + sql,
    repeats: piece.repeats * copies,
    size: piece.size * copies,
    skippable: repeated * copies,
    mayBeEmpty: piece.mayBeEmpty || least === 0,
  };
}

function canBeEmpty({ mayBeEmpty }: Piece): boolean {
  return mayBeEmpty;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

export function join(pieces: readonly Piece[], separator: '' | '|'): Piece {
  const mayBeEmpty = separator === '' ? pieces.every(canBeEmpty) : pieces.some(canBeEmpty);
  return {
    sql: pieces.map(({ sql }) => sql).join(separator),
    repeats: Math.max(1, ...pieces.map(({ repeats }) => repeats)),
    size: sum(pieces.map(({ size }) => size)),
    skippable: sum(pieces.map(({ skippable }) => skippable)),
    mayBeEmpty,
  };
}
