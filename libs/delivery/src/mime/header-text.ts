/** Lines of a header are folded here (RFC 5322, 2.1.1; RFC 2047 wants 76 where encoded-words stand). */
const MAX_LINE = 76;
const MAX_WORD = 75;
const Q_PREFIX = '=?utf-8?q?';
const B_PREFIX = '=?utf-8?b?';
const SUFFIX = '?=';

/** Words of printable ASCII with single spaces between, none too long to fold. */
const PLAIN = /^[!-~]{1,60}(?: [!-~]{1,60})*$/;
const CONTROLS = /[\p{Cc}\u2028\u2029]+/gu;
/** What may stand in a Q encoded-word anywhere, phrases included (RFC 2047, section 5, rule 3). */
const Q_LITERAL = /[A-Za-z0-9!*+\-/]/;

/** Text from outside → one line: line ends and control characters become a space, so that no header can be injected. */
export function toSingleLine(text: string): string {
  return text.replace(CONTROLS, ' ').trim();
}

/** An unstructured header value (RFC 5322, 2.2.1), folded; `column` is where it starts in its line. */
export function encodeUnstructured(text: string, column: number): string {
  const line = toSingleLine(text);
  if (line === '') return '';
  if (PLAIN.test(line) && !line.includes('=?')) return foldPlain(line, column);
  return encodeWords(line, column);
}

/** A display name or other phrase (RFC 5322, 3.2.5): an atom sequence, a quoted string or encoded-words; '' for none. */
export function encodePhrase(text: string, column: number): string {
  const line = toSingleLine(text);
  if (line === '' || (ATOMS.test(line) && !line.includes('=?') && column + line.length <= MAX_LINE)) return line;
  if (QUOTABLE.test(line) && !line.includes('=?') && column + line.length + 8 <= MAX_LINE) {
    return `"${line.replace(/["\\]/g, '\\$&')}"`;
  }
  return encodeWords(line, column);
}

const ATOMS = /^[\w!#$%&'*+\-/=?^`{|}~]+(?: [\w!#$%&'*+\-/=?^`{|}~]+)*$/;
const QUOTABLE = /^[ -~]+$/;

/** `column` of the next character after `text` was written from `column`. */
export function columnAfter(text: string, column: number): number {
  const lineEnd = text.lastIndexOf('\n');
  return lineEnd < 0 ? column + text.length : text.length - lineEnd - 1;
}

function foldPlain(line: string, column: number): string {
  if (column + line.length <= MAX_LINE) return line;
  let at = column;
  return line
    .split(' ')
    .map((word, index) => {
      const folds = index > 0 && at + 1 + word.length > MAX_LINE;
      at = folds ? 1 + word.length : at + (index > 0 ? 1 : 0) + word.length;
      if (index === 0) return word;
      return folds ? `\r\n ${word}` : ` ${word}`;
    })
    .join('');
}

/** Encoded-words of at most 75 characters, each of whole characters (RFC 2047, section 5), one to a line. */
function encodeWords(line: string, column: number): string {
  const base64 = isMostlyForeign(line);
  const prefix = base64 ? B_PREFIX : Q_PREFIX;
  const words: string[] = [];
  let room = Math.min(MAX_WORD, MAX_LINE - column) - prefix.length - SUFFIX.length;
  let word = '';
  let used = 0;
  for (const character of line) {
    const cost = base64 ? Buffer.byteLength(character) : encodeQ(character).length;
    if (used > 0 && (base64 ? Math.ceil((used + cost) / 3) * 4 : used + cost) > room) {
      words.push(word);
      word = '';
      used = 0;
      room = MAX_WORD - prefix.length - SUFFIX.length;
    }
    word += base64 ? character : encodeQ(character);
    used += cost;
  }
  words.push(word);
  return words.map((text) => `${prefix}${base64 ? Buffer.from(text).toString('base64') : text}${SUFFIX}`).join('\r\n ');
}

/** Q costs three characters per byte beyond ASCII letters, base64 four per three bytes: the shorter one is taken. */
function isMostlyForeign(line: string): boolean {
  let q = 0;
  for (const character of line) q += encodeQ(character).length;
  return q > Math.ceil(Buffer.byteLength(line) / 3) * 4;
}

function encodeQ(character: string): string {
  if (character === ' ') return '_';
  if (Q_LITERAL.test(character)) return character;
  return Buffer.from(character).toString('hex').toUpperCase().replace(/../g, '=$&');
}
