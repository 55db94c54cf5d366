import { invalid, parseDocument } from '#libs/kernel';
import { z } from 'zod';
import { TRANSPORTS } from '../transports/transport.list.js';
import type { TransportSetting } from './sender.entity.js';

const shape = z.strictObject({ type: z.string(), settings: z.record(z.string(), z.unknown()).default({}) }).nullable();

/** A transport setting as it is stored. Throws a 422 with paths below `transport`; null stands for SMTP_URL. */
export function parseTransport(value: unknown): TransportSetting | null {
  const setting = parseDocument(shape, value, { prefix: 'transport' });
  if (setting === null) return null;
  const definition = TRANSPORTS.find(({ type }) => type === setting.type);
  if (!definition) {
    throw invalid(
      [{ path: 'transport.type', message: `there is no transport "${setting.type}"` }],
      'transport.unknown',
    );
  }
  parseDocument(definition.params, setting.settings, { prefix: 'transport.settings' });
  return setting;
}
