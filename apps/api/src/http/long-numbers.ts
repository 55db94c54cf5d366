import { markLostNumber } from '#libs/kernel';

/** A number that may have more digits than a double keeps, or leave its range; also what looks so within a text. */
const SUSPECT = /[:[,]\s*-?(?:[\d.]{16}|[\d.]+[eE][+-]?\d{3})/;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const PARTS = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;
/** A double keeps so many digits whatever they are; with one more there may be a sign or a point. */
const SAFE_LENGTH = 15;

/** The keys that lead to a value; null for a place in an array. */
export type JsonPath = readonly (string | null)[];

/** What is to become of a long number at a place: its digits as text, text that is refused if they get lost, or nothing. */
export type LongNumberUse = 'quote' | 'keep' | 'leave';

/**
 * JSON in which long numbers at the wanted places are strings, so that no digit of theirs is lost when it is parsed.
 * What is no JSON stays as wrong as it was.
 */
export function quoteLongNumbers(json: string, useOf: (path: JsonPath) => LongNumberUse): string {
  return SUSPECT.test(json) ? new LongNumberQuoter(json, useOf).quote() : json;
}

class LongNumberQuoter {
  private readonly path: (string | null)[] = [];
  private readonly pieces: string[] = [];
  private taken = 0;
  private position = 0;
  private text: readonly [start: number, end: number] = [0, 0];

  constructor(
    private readonly json: string,
    private readonly useOf: (path: JsonPath) => LongNumberUse,
  ) {}

  quote(): string {
    while (this.position < this.json.length) this.step(this.json[this.position] ?? '');
    return this.pieces.join('') + this.json.slice(this.taken);
  }

  private step(character: string): void {
    if (character === '"') this.string();
    else if (character === '-' || (character >= '0' && character <= '9')) this.number();
    else {
      if (character === '{' || character === '[') this.path.push(null);
      else if (character === '}' || character === ']') this.path.pop();
      else if (character === ':') this.path[this.path.length - 1] = this.key();
      this.position += 1;
    }
  }

  private string(): void {
    const start = this.position;
    let end = start + 1;
    for (; end < this.json.length && this.json[end] !== '"'; end += 1) if (this.json[end] === '\\') end += 1;
    this.text = [start, end + 1];
    this.position = end + 1;
  }

  /** The string before the colon; its escapes are read, for they are another spelling of the same key. */
  private key(): string | null {
    const text = this.json.slice(...this.text);
    if (!text.includes('\\')) return text.slice(1, -1);
    try {
      return String(JSON.parse(text));
    } catch {
      // No JSON: whoever parses it says where.
      return null;
    }
  }

  private number(): void {
    NUMBER.lastIndex = this.position;
    const number = NUMBER.exec(this.json)?.[0] ?? '-';
    const text = number.length > SAFE_LENGTH || /e/i.test(number) ? this.textFor(number) : null;
    if (text !== null) {
      this.pieces.push(this.json.slice(this.taken, this.position), JSON.stringify(text));
      this.taken = this.position + number.length;
    }
    this.position += number.length;
  }

  private textFor(number: string): string | null {
    const use = this.useOf(this.path);
    if (use === 'quote') return number;
    return use === 'keep' && !keepsDigits(number) ? markLostNumber(number) : null;
  }
}

/** Whether a double has the very value that is written: the shortest text for it says the same. */
function keepsDigits(number: string): boolean {
  const double = Number(number);
  return Number.isFinite(double) && canonical(number) === canonical(String(double));
}

/** Digits without zeros around them, and the power of ten that they stand at. */
function canonical(number: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = PARTS.exec(number) ?? [];
  const digits = (whole + fraction).replace(/^0+/, '');
  const kept = digits.replace(/0+$/, '');
  if (kept === '') return '0';
  return `${sign}${kept}e${String(Number(exponent) - fraction.length + digits.length - kept.length)}`;
}
