import type { MultipartFile } from '@fastify/multipart';
import { type Upload } from '#libs/contacts';
import { DomainError, invalid } from '#libs/kernel';
import type { FastifyRequest } from 'fastify';
import { UploadHash } from '../idempotency/upload-hash.js';
import { type LongNumberUse, quoteLongNumbers, type JsonPath } from '../http/long-numbers.js';

/** Most that a JSON part may hold. */
const MAX_TEXT_BYTES = 1_048_576;
/**
 * Every part is read as a file, whatever it calls itself: as a field the parser would cut off a long one that has no
 * file name, read bytes as UTF-8, and make of JSON what JavaScript keeps of its numbers.
 */
const READING = { limits: { files: 5, parts: 15 }, isPartAFile: () => true };
const TEXTS: ReadonlySet<string> = new Set(['mapping', 'options']);

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
  const hash = new UploadHash();
  try {
    for await (const part of request.files(READING)) {
      const bytes = hash.follow(part, bytesOf(part));
      if (part.fieldname !== 'file') await addText(texts, part.fieldname, bytes);
      else if (kept) throw invalid([{ path: 'file', message: 'must come once' }]);
      else kept = { file: await keep(bytes), fileName: nameOf(part) };
    }
    request.uploadHash = hash.digest();
    if (!kept) throw invalid([{ path: 'file', message: 'is missing' }]);
    return { ...kept, mapping: parseJson('mapping', texts), options: parseJson('options', texts) };
  } catch (error) {
    if (kept) await drop(kept.file);
    throw toDomainError(error);
  }
}

/** Reads an upload for what it is alone, and keeps nothing of it. */
export async function hashUpload(request: FastifyRequest): Promise<Buffer | null> {
  const hash = new UploadHash();
  try {
    for await (const part of request.files(READING)) {
      const bytes = hash.follow(part, bytesOf(part));
      while (!(await bytes.next()).done);
    }
    return hash.digest();
  } catch (error) {
    throw toDomainError(error);
  }
}

/** A name that is misspelt would leave the wish behind it unheard: `option={"dry_run":true}` must import nothing. */
async function addText(texts: Map<string, string>, path: string, bytes: AsyncIterable<Buffer>): Promise<void> {
  if (!TEXTS.has(path)) throw invalid([{ path, message: 'There is no such part: file, mapping and options are read' }]);
  if (texts.has(path)) throw invalid([{ path, message: 'must come once' }]);
  texts.set(path, await readText(path, bytes));
}

/** Not every part has one. */
function nameOf({ filename }: { readonly filename?: string }): string | null {
  return filename ?? null;
}

async function* bytesOf(part: MultipartFile): AsyncGenerator<Buffer> {
  for await (const chunk of part.file as AsyncIterable<Buffer>) yield chunk;
  // The stream of a file that is too large ends early.
  if (part.file.truncated) throw new DomainError('import.too_large');
}

async function readText(path: string, bytes: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of bytes) {
    length += chunk.length;
    if (length > MAX_TEXT_BYTES) throw invalid([{ path, message: 'has more than 1 MiB' }]);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
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

const FORM_CODES = /^FST_(?:PARTS|FILES)_LIMIT$|PROTO_VIOLATION|PREMATURE_CLOSE/;
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
