import ts from 'typescript';
import { ROUTES } from '../../../apps/api/src/access/route-table.js';
import type { RouteEntry } from '../../../apps/api/src/access/route-entry.js';
import { BODIES, makeDocuments } from './documents.js';
import type { JsonSchema } from './json-schema.js';
import { type Operation, readControllers } from './read-controllers.js';
import { TypeSchemas } from './type-schema.js';

/** Leads to every controller, those past Nest's router included. */
const ROOT = 'apps/api/src/app.module.ts';
const PROBLEM = { $ref: '#/components/responses/Problem' };

/** The OpenAPI 3.1 document: routes and roles from the route table, shapes from the controllers' types. */
export function makeDocument(version: string): object {
  const program = openProgram();
  const schemas = new TypeSchemas(program.getTypeChecker(), makeDocuments());
  const operations = new Map(readControllers(program).map((operation) => [operation.key, operation]));
  const paths: Record<string, Record<string, object>> = {};
  for (const [key, entry] of Object.entries(ROUTES)) {
    const operation = operations.get(key);
    if (!operation) throw new Error(`${key} has no controller that the generator can read`);
    const [verb = '', path = ''] = key.split(' ');
    (paths[path] ??= {})[verb.toLowerCase()] = describeOperation(operation, entry, schemas);
  }
  return {
    openapi: '3.1.0',
    info: INFO(version),
    servers: [{ url: '/' }],
    security: [{ key: [] }, { session: [] }],
    paths,
    components: { ...COMPONENTS, schemas: { Problem, ...sorted(schemas.components) } },
  };
}

function openProgram(): ts.Program {
  const { config } = ts.readConfigFile('tsconfig.json', (path) => ts.sys.readFile(path)) as { config: unknown };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, '.');
  return ts.createProgram([ROOT], { ...options, noEmit: true, incremental: false });
}

function describeOperation(operation: Operation, entry: RouteEntry, schemas: TypeSchemas): object {
  const [verb, path = ''] = operation.key.split(' ');
  const body = BODIES[operation.key] ?? (operation.body ? schemas.of(operation.body, operation.bodyNode) : null);
  return {
    operationId: `${camel(operation.controller.replace(/Controller$/, ''))}_${operation.method}`,
    tags: [tagOf(path)],
    summary: entry.summary,
    ...(operation.description ? { description: operation.description } : {}),
    ...securityOf(entry),
    parameters: parametersOf(operation, schemas, verb === 'POST' && entry.access !== 'public'),
    ...(body ? { requestBody: { required: true, content: { 'application/json': { schema: body } } } } : {}),
    responses: responsesOf(operation, schemas, verb === 'POST' ? 201 : 200),
  };
}

function securityOf({ access }: RouteEntry): object {
  if (access === 'public') return { security: [] };
  if (access === 'session') return { security: [{ session: [] }] };
  return { 'x-roles': access };
}

function parametersOf(operation: Operation, schemas: TypeSchemas, idempotent: boolean): object[] {
  const path = [...operation.key.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: operation.ids.has(name) ? { type: 'integer', minimum: 1 } : { type: 'string' },
  }));
  const query = (operation.query ? schemas.propertiesOf(operation.query) : []).map(({ name, schema, required }) => {
    const { description, ...bare } = schema;
    return { name, in: 'query', required, ...(description ? { description } : {}), schema: bare };
  });
  return [
    ...path,
    ...query,
    ...(operation.usesIfMatch ? [{ $ref: '#/components/parameters/IfMatch' }] : []),
    ...(idempotent ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : []),
  ];
}

function responsesOf({ answer, answerNode, status }: Operation, schemas: TypeSchemas, usual: number): object {
  const nothing = answer.flags & (ts.TypeFlags.Void | ts.TypeFlags.Undefined);
  const schema: JsonSchema = nothing ? {} : schemas.of(answer, answerNode);
  const content = nothing ? {} : { content: { 'application/json': { schema } } };
  return { [String(status ?? usual)]: { description: 'Done.', ...content }, default: PROBLEM };
}

/** `contacts` of `/api/v1/contacts/{id}`; pages for readers of mails have no resource. */
function tagOf(path: string): string {
  return /^\/api\/v1\/([\w-]+)/.exec(path)?.[1] ?? (path.startsWith('/health') ? 'health' : 'public');
}

function camel(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

function sorted(components: Record<string, JsonSchema>): Record<string, JsonSchema> {
  return Object.fromEntries(Object.entries(components).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function INFO(version: string): object {
  return {
    title: 'Tidings API',
    version,
    description:
      'JSON in snake_case, times in RFC 3339 UTC, ids as integers. Errors are problem details (RFC 9457) with a stable ' +
      '`code`. Lists take `limit` and `cursor` and answer `{ data, next_cursor }`.',
    license: { name: 'MIT' },
  };
}

const Problem: JsonSchema = {
  type: 'object',
  description: 'What went wrong (RFC 9457).',
  required: ['type', 'title', 'status', 'detail', 'code', 'request_id'],
  properties: {
    type: { type: 'string', format: 'uri-reference', description: 'Where the code is explained.' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'What happened and what to do, for the person who reads it.' },
    code: { type: 'string', description: 'Stable: programs decide by it.' },
    errors: {
      type: 'array',
      description: 'Each wrong value and where it stands, as `condition.all[0].field`.',
      items: {
        type: 'object',
        required: ['path', 'message'],
        properties: { path: { type: 'string' }, message: { type: 'string' } },
      },
    },
    merged_into: { type: 'integer', description: 'With contact.merged and merge.elsewhere: where the contact is now.' },
    request_id: { type: 'string' },
  },
};

const COMPONENTS = {
  securitySchemes: {
    key: { type: 'http', scheme: 'bearer', description: 'An API key.' },
    session: {
      type: 'apiKey',
      in: 'cookie',
      name: 'tidings_session',
      description: 'The web app’s session; everything but GET carries `X-CSRF-Token`, too.',
    },
  },
  parameters: {
    IdempotencyKey: {
      name: 'Idempotency-Key',
      in: 'header',
      required: false,
      description: 'For 24 hours the same request with the same key has the same answer and no further effect.',
      schema: { type: 'string', minLength: 1, maxLength: 255 },
    },
    IfMatch: {
      name: 'If-Match',
      in: 'header',
      required: false,
      description: 'The version that the edit is based on; 412 when another is stored.',
      schema: { type: 'string' },
    },
  },
  responses: {
    Problem: {
      description: 'It did not work: see `code`. 429 and 503 carry `Retry-After`.',
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    },
  },
};
