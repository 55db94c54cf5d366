import { encodeCsvLine } from '#libs/contacts';
import type { UsedSegment } from '../segment-view.js';

type Cell = string | number;

const COLUMNS = ['Segment', 'Folder', 'Purpose', 'Owner', 'Kind', 'Contacts', 'Used by', 'In templates'] as const;

function cellsOf(segment: UsedSegment): Cell[] {
  const { name, folder, description, owner, kind, count, used_by: uses, slug } = segment;
  const used = uses.map((use) => `${use.kind} ${use.name ?? String(use.id)}`).join(', ');
  const kindWords = kind === 'static' ? 'kept by hand' : 'updates itself';
  return [name, folder ?? '', description ?? '', owner?.name ?? '', kindWords, count, used, slug];
}

/** For spreadsheets; what would run as a formula there is disarmed. */
export function guideCsv(segments: readonly UsedSegment[]): string {
  const lines = [[...COLUMNS], ...segments.map((segment) => cellsOf(segment).map(String))];
  return lines.map((cells) => `${encodeCsvLine(cells)}\r\n`).join('');
}

/** For a wiki: a table in Markdown. */
export function guideMarkdown(segments: readonly UsedSegment[]): string {
  const rows = segments.map((segment) => row(cellsOf(segment)));
  return ['# Guide to segments', '', row([...COLUMNS]), row(COLUMNS.map(() => '---')), ...rows, ''].join('\n');
}

function row(cells: readonly Cell[]): string {
  return `| ${cells.map((cell) => escapeCell(String(cell))).join(' | ')} |`;
}

/** Nothing in a name may end its cell or become markup. */
function escapeCell(text: string): string {
  const oneLine = text.replaceAll(/\s+/g, ' ').trim();
  return oneLine.replaceAll(/[\\|<>[\]*_`#]/g, (character) => `\\${character}`);
}
