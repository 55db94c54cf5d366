import { pattern } from '../pattern.js';
import { readHeaderBlock, type HeaderBlock } from '../mime/header-block.js';

/** What a server wrote for people, and the mail that it gives back below it. */
export interface NoticeText {
  readonly notice: string;
  /** The same up to the quoted header, should an announcement have been none. */
  readonly wide: string;
  /** Header of the returned mail, when it stands in the same text. */
  readonly original: HeaderBlock | undefined;
}

// A line of dashes, equals signs or stars around words that announce the returned mail, or the words alone with a colon.
const ANNOUNCEMENT = pattern`
    ^[ \t>]*(?:[-=*_+~]{2,}[ \t]*.{0,80}?(?:original|return(?:ed|ing)|copy of|unsent|undelivered|
    message (?:header|text|follows|below|content|body)|header of|body of|ursprüngliche|kopie|
    message d'origine|начал|原|副本|исходн|копи).{0,80}|(?:the )?(?:header|original|first|text|beginning|
    body|start)?.{0,40}(?:original|returned|undelivered|your) (?:message|mail).{0,60}(?:follows|below|
    reads|is as follows|headers?|returned)\b.{0,30}|(?:original|returned) (?:message|
    mail)(?: headers?| as received.{0,20})?:?|(?:a )?copy of (?:the|your) .{0,40}(?:message|
    mail).{0,40}|here is (?:a copy|your).{0,60}|--- ?below (?:this|the next) line.{0,60}|
    .{0,20}unsent message(?: is)? (?:below|follows).{0,20}|.{0,10}message (?:header|
    text) follows.{0,20})[ \t]*$
  `;

/** Fields that no notice would quote in its own words. */
const HEADER_LINE =
  /^>?(?:received|return-path|mime-version|delivered-to|dkim-signature|content-transfer-encoding):[ \t]*\S/i;
const MAX_LINES = 5000;

/** Parts the notice from what it quotes. Nothing below the cut names a recipient who was not reached. */
export function splitNotice(text: string): NoticeText {
  const lines = text.split('\n', MAX_LINES);
  const announced = findLine(lines, ANNOUNCEMENT);
  const header = findLine(lines, HEADER_LINE);
  const quoted = lines.slice(announced < header ? announced + 1 : header);
  const { headers } = readHeaderBlock(quoted.map(unquote).join('\n').trimStart());
  return {
    notice: lines.slice(0, Math.min(announced, header)).join('\n'),
    wide: lines.slice(0, header).join('\n'),
    original: headers.size > 1 ? headers : undefined,
  };
}

/** What stands in the first line announces nothing: some notices begin with a line of dashes. */
function findLine(lines: readonly string[], pattern: RegExp): number {
  const found = lines.findIndex((line, at) => at > 0 && pattern.test(line.slice(0, 200)));
  return found < 0 ? lines.length : found;
}

function unquote(line: string): string {
  return /^[ \t]*[-=*_|]{3,}/.test(line) ? '' : line.replace(/^> ?/, '');
}
