import { foldText } from '#libs/kernel';
import { z } from 'zod';
import { join, ONCE, quantify, toCharacter, type Piece, type Quantifier } from './pattern-piece.js';

/*
 * The regular expressions of `matches`: literals, `.`, classes with ranges, \d \w \s \D \W \S, escaped signs, \t \n \r,
 * ^ $, groups ( ) and (?: ), |, and the quantifiers * + ? {n} {n,} {n,m}. No look-around, no back-references, no \b,
 * no lazy quantifiers. `.` is any character, \d [0-9], \w [a-z0-9_], \s [ \t\n\r\f\v]; text and pattern are folded.
 * A pattern is translated into one that PostgreSQL (advanced regular expressions) and JavaScript (flags s and u)
 * read in the same way.
 */

const LONGEST = 200;
/** PostgreSQL refuses {256} and more; nested repetitions multiply the size of its automaton. */
const MOST_REPEATS = 255;
const MOST_REPEATS_NESTED = 1000;
/** Its automaton has a state or two for each character, repeated ones written out: some 15,000 are "too complex". */
const MOST_CHARACTERS = 5000;
/** What may be empty and is repeated can be skipped in as many ways: 900 `.?` take 8 s, 100 of them 30 ms. */
const MOST_SKIPPABLE = 100;

const CLASSES: Readonly<Record<string, string>> = { d: '0-9', w: 'a-z0-9_', s: ' \\t\\n\\r\\f\\v' };
const CONTROLS: Readonly<Record<string, string>> = { t: '\\t', n: '\\n', r: '\\r' };
const SIGNS = /[\\^$.*+?()[\]{}|]/;

class PatternError extends Error {}

function isAnchor(sql: string): boolean {
  return sql === '^' || sql === '$';
}

function escapeSign(character: string): string {
  return SIGNS.test(character) ? `\\${character}` : character;
}

class Translator {
  private at = 0;
  private readonly characters: string[];

  constructor(pattern: string) {
    this.characters = Array.from(pattern.normalize('NFC'));
  }

  translate(): Piece {
    const pattern = this.alternatives(1);
    if (this.at < this.characters.length) throw new PatternError('has a ) without a (');
    return pattern;
  }

  private get next(): string | undefined {
    return this.characters[this.at];
  }

  private take(): string {
    const character = this.characters[this.at];
    if (character === undefined) throw new PatternError('ends too early');
    this.at += 1;
    return character;
  }

  private alternatives(depth: number): Piece {
    if (depth > 20) throw new PatternError('is nested too deeply');
    const branches = [this.sequence(depth)];
    while (this.next === '|') {
      this.at += 1;
      branches.push(this.sequence(depth));
    }
    return join(branches, '|');
  }

  private sequence(depth: number): Piece {
    const pieces: Piece[] = [];
    while (this.next !== undefined && this.next !== '|' && this.next !== ')') {
      const atom = this.atom(depth);
      const piece = isAnchor(atom.sql) ? atom : quantify(atom, this.quantifier());
      if (piece.repeats > MOST_REPEATS_NESTED) throw new PatternError('repeats too often');
      pieces.push(piece);
    }
    return join(pieces, '');
  }

  private atom(depth: number): Piece {
    const character = this.take();
    if (character === '(') return this.group(depth);
    if (isAnchor(character)) return { ...toCharacter(character), mayBeEmpty: true };
    if ('*+?{'.includes(character)) throw new PatternError(`has nothing to repeat before ${character}`);
    if (character === '}' || character === ']') return toCharacter(`\\${character}`);
    if (character === '[') return toCharacter(this.characterClass());
    if (character === '\\') return toCharacter(this.escape());
    return toCharacter(character === '.' ? '.' : this.literal(character));
  }

  /** Folding may make two characters of one (İ): then they belong together. */
  private literal(character: string): string {
    const folded = Array.from(foldText(character)).map(escapeSign);
    return folded.length === 1 ? (folded[0] ?? '') : `(?:${folded.join('')})`;
  }

  private group(depth: number): Piece {
    if (this.next === '?') {
      this.at += 1;
      if (this.take() !== ':') throw new PatternError('may group by ( ) and (?: ) only: no look-around, no names');
    }
    const inner = this.alternatives(depth + 1);
    if (this.take() !== ')') throw new PatternError('has a ( without a )');
    return { ...inner, sql: `(?:${inner.sql})` };
  }

  private escape(): string {
    const character = this.take();
    const lower = character.toLowerCase();
    const members = CLASSES[lower];
    if (members) return character === lower ? `[${members}]` : `[^${members}]`;
    const control = CONTROLS[character];
    if (control) return control;
    if (/[!-/:-@[-`{-~]/.test(character)) return escapeSign(character);
    throw new PatternError(`uses \\${character}, which is not supported`);
  }

  private characterClass(): string {
    const negated = this.next === '^';
    if (negated) this.at += 1;
    let members = '';
    while (this.next !== ']') members += this.classMember();
    this.at += 1;
    if (!members) throw new PatternError('has an empty [ ]');
    return `[${negated ? '^' : ''}${members}]`;
  }

  private classMember(): string {
    const first = this.take();
    if (first === '[') throw new PatternError('has a [ inside of [ ]; write \\[');
    if (first === '\\' && this.next !== undefined && CLASSES[this.next.toLowerCase()]) {
      const members = CLASSES[this.take()];
      if (!members) throw new PatternError('may use \\d, \\w and \\s inside of [ ], but not their opposites');
      return members;
    }
    const from = first === '\\' ? this.escapedMember() : first;
    if (this.next !== '-' || this.characters[this.at + 1] === ']') return this.member(from);
    this.at += 1;
    const last = this.take();
    return this.range(from, last === '\\' ? this.escapedMember() : last);
  }

  private escapedMember(): string {
    const character = this.take();
    if (CONTROLS[character]) return { t: '\t', n: '\n', r: '\r' }[character] ?? character;
    if (/[!-/:-@[-`{-~]/.test(character)) return character;
    throw new PatternError(`uses \\${character}, which is not supported`);
  }

  private member(character: string): string {
    return Array.from(foldText(character))
      .map((part) => classLiteral(part))
      .join('');
  }

  private range(from: string, to: string): string {
    const sameKind = [/^[0-9]$/, /^[a-z]$/, /^[A-Z]$/, /^[^\0-\x7f]$/u].some(
      (kind) => kind.test(from) && kind.test(to),
    );
    const [low, high] = [foldText(from), foldText(to)];
    const ordered = (low.codePointAt(0) ?? 0) <= (high.codePointAt(0) ?? 0);
    if (!sameKind || Array.from(low).length !== 1 || Array.from(high).length !== 1 || !ordered) {
      throw new PatternError(`has the range ${from}-${to}; a range goes from digit to digit or from letter to letter`);
    }
    return `${low}-${high}`;
  }

  private quantifier(): Quantifier {
    const sign = this.next;
    if (sign === undefined || !'*+?{'.includes(sign)) return ONCE;
    this.at += 1;
    const result = sign === '{' ? this.bounds() : { sql: sign, least: sign === '+' ? 1 : 0, copies: 1 };
    if (this.next !== undefined && '*+?{'.includes(this.next)) throw new PatternError('has two quantifiers in a row');
    return result;
  }

  private bounds(): Quantifier {
    let text = '';
    while (this.next !== '}') text += this.take();
    this.at += 1;
    const [, low, comma, high] = /^(\d{1,3})(,?)(\d{0,3})$/.exec(text) ?? [];
    if (low === undefined || (high && !comma)) throw new PatternError(`has the bounds {${text}}`);
    const most = high ? Number(high) : Number(low);
    if (Number(low) > most || most > MOST_REPEATS) throw new PatternError(`has the bounds {${text}}; at most 255`);
    return { sql: `{${text}}`, least: Number(low), copies: Math.max(1, most) };
  }
}

function classLiteral(character: string): string {
  const control = { '\t': '\\t', '\n': '\\n', '\r': '\\r' }[character];
  return control ?? (/[\\^\]\-[]/.test(character) ? `\\${character}` : character);
}

/** The pattern as PostgreSQL and JavaScript (flags `su`) read it; for folded text. Throws when it is outside the subset. */
export function translatePattern(pattern: string): string {
  return new Translator(pattern).translate().sql;
}

/** What was saved before there was this limit goes on as it was. */
function refuseCostly({ size, skippable }: Piece): void {
  if (size > MOST_CHARACTERS) throw new PatternError('repeats too much');
  if (skippable > MOST_SKIPPABLE) throw new PatternError('repeats too often what may be empty');
}

export const patternSchema = z
  .string()
  .min(1, 'must not be empty; use is_empty')
  .max(LONGEST)
  .superRefine((pattern, context) => {
    try {
      refuseCostly(new Translator(pattern).translate());
    } catch (error) {
      if (!(error instanceof PatternError)) throw error;
      context.addIssue({ code: 'custom', message: `the pattern ${error.message}` });
    }
  });
