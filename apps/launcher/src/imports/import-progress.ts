import type { ImportEntity } from '#libs/contacts';
import type { ConsoleOutput } from '../console-output.js';

const TELL_EACH_MS = 2_000;

/** Says first what each column becomes, then every two seconds how far it is: to stderr, beside the result. */
export function importProgress({ warn }: ConsoleOutput, now = () => performance.now()): (seen: ImportEntity) => void {
  let toldAt: number | undefined;
  return (seen) => {
    if (toldAt === undefined) warn(mappingText(seen));
    const isDue = toldAt !== undefined && seen.status === 'running' && now() - toldAt >= TELL_EACH_MS;
    if (isDue) warn(`  ${seen.rows.toLocaleString('en')} rows, ${percent(seen)}`);
    if (toldAt === undefined || isDue) toldAt = now();
  };
}

function mappingText({ header, mapping }: ImportEntity): string {
  const lines = header.map((column) => `  ${column} → ${mapping[column] ?? '(left out)'}`);
  return ['Columns:', ...lines].join('\n');
}

function percent({ bytesDone, bytesTotal }: ImportEntity): string {
  return `${Math.floor((100 * bytesDone) / Math.max(1, bytesTotal))} %`;
}
