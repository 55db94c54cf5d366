import type { Multipart, MultipartFile } from '@fastify/multipart';
import { type Upload } from '#libs/contacts';
import { DomainError, invalid } from '#libs/kernel';
import type { FastifyRequest } from 'fastify';
import { type LongNumberUse, quoteLongNumbers, type JsonPath } from '../http/long-numbers.js';

/** Most that a JSON part may hold. */
const MAX_TEXT_BYTES = 1_048_576;
/** A file, and mapping and options in case a client sends them as files. */
const LIMITS = { files: 5, fields: 10, parts: 15, fieldSize: MAX_TEXT_BYTES };

/** The form of an import: its file, taken by `keep`, and its JSON parts. */
export interface ImportForm<Kept> {
  readonly file: Kept;
  readonly fileName: string | null;
  readonly mapping: unknown;
  readonly options: unknown;
}

/**
 * Reads the parts in whatever order they come; the file is handed on as a stream. When anything is wrong after the
 * file was taken, `drop` gets it back.
 */
export async function readImportForm<Kept extends Omit<Upload, 'path'>>(
  request: FastifyRequest,
  keep: (file: AsyncIterable<Buffer>) => Promise<Kept>,
  drop: (kept: Kept) => Promise<void>,
): Promise<ImportForm<Kept>> {
  if (!request.isMultipart()) throw invalid([{ path: '', message: 'must be multipart/form-data with a part "file"' }]);
  let kept: { file: Kept; fileName: string | null } | undefined;
  const texts = new Map<string, string>();
  try {
    for await (const part of request.parts({ limits: LIMITS })) {
      if (part.fieldname !== 'file') texts.set(part.fieldname, await readText(part));
      else if (kept) throw invalid([{ path: 'file', message: 'must come once' }]);
      else kept = { file: await keep(bytesOf(part)), fileName: part.type === 'file' ? part.filename : null };
    }
    if (!kept) throw invalid([{ path: 'file', message: 'is missing' }]);
    return { ...kept, mapping: parseJson('mapping', texts), options: parseJson('options', texts) };
  } catch (error) {
    if (kept) await drop(kept.file);
    throw toDomainError(error);
  }
}

async function* bytesOf(part: Multipart): AsyncGenerator<Buffer> {
  if (part.type === 'field') {
    yield Buffer.from(String(part.value));
    return;
  }
  for await (const chunk of part.file as AsyncIterable<Buffer>) yield chunk;
  // The stream of a file that is too large ends early.
  if (part.file.truncated) throw new DomainError('import.too_large');
}

async function readText(part: Multipart): Promise<string> {
  if (part.type === 'field') {
    if (part.valueTruncated) throw tooLong(part.fieldname);
    return String(part.value);
  }
  return readSmallFile(part);
}

async function readSmallFile(part: MultipartFile): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of part.file as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_TEXT_BYTES) throw tooLong(part.fieldname);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function tooLong(path: string): DomainError {
  return invalid([{ path, message: 'has more than 1 MiB' }]);
}

/** Constants are kept exactly, like what is in the file. */
function useOfConstants([place]: JsonPath): LongNumberUse {
  return place === 'constants' ? 'quote' : 'leave';
}

function parseJson(path: string, texts: ReadonlyMap<string, string>): unknown {
  const text = texts.get(path);
  if (text === undefined || text.trim() === '') return undefined;
  try {
    return JSON.parse(quoteLongNumbers(text, useOfConstants)) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) throw invalid([{ path, message: `is not valid JSON: ${error.message}` }]);
    throw error;
  }
}

const FORM_CODES = /^FST_(?:PARTS|FILES|FIELDS)_LIMIT$|PROTO_VIOLATION|PREMATURE_CLOSE/;
/** A form that is cut off, has no boundary or is none: its parser says so in words only. */
const FORM_WORDS = /^Multipart: Boundary not found|end of multipart data$/;

/** What the multipart plug-in and its parser say, in codes and words of their own. */
function toDomainError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'FST_REQ_FILE_TOO_LARGE') return new DomainError('import.too_large');
  const isForm = FORM_CODES.test(code) || (code === '' && FORM_WORDS.test(error.message));
  return isForm ? new DomainError('request.malformed', `The form cannot be read: ${error.message}.`) : error;
}
