import { ERROR_CODES, ERROR_KINDS } from '#libs/kernel';
import type { ApiDocument, ApiOperation, ApiParameter, Content } from './api-document.js';
import { type Html, html } from './html.js';
import { describeProperties, describeType } from './schema-html.js';

interface Entry {
  readonly method: string;
  readonly path: string;
  readonly operation: ApiOperation;
}

/** The API's documentation as one page without scripts, made from the OpenAPI document. */
export function renderDocs(document: ApiDocument): string {
  const groups = groupByTag(document);
  const { title, version, description } = document.info;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} ${version}</title>
        <style>
          ${STYLE}
        </style>
      </head>
      <body>
        <nav>
          <h2>${title}</h2>
          ${[...groups.keys()].map((tag) => html`<a href="#tag-${tag}">${tag}</a>`)} <a href="#schemas">Schemas</a
          ><a href="#errors">Error codes</a><a href="/api/openapi.json">openapi.json</a>
        </nav>
        <main>
          <h1>${title} <small>${version}</small></h1>
          <p>${description}</p>
          <p>Send an API key as <code>Authorization: Bearer &lt;key&gt;</code>; keys are made under Settings.</p>
          ${[...groups].map(([tag, entries]) => renderGroup(tag, entries, document))}
          <h2 id="schemas">Schemas</h2>
          ${Object.entries(document.components.schemas).map(renderSchema)}
          <h2 id="errors">Error codes</h2>
          ${renderErrors()}
        </main>
      </body>
    </html>`.text;
}

function groupByTag({ paths }: ApiDocument): Map<string, Entry[]> {
  const groups = new Map<string, Entry[]>();
  for (const [path, operations] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      const [tag] = operation.tags;
      groups.set(tag, [...(groups.get(tag) ?? []), { method: method.toUpperCase(), path, operation }]);
    }
  }
  return groups;
}

function renderGroup(tag: string, entries: readonly Entry[], document: ApiDocument): Html {
  return html`<h2 id="tag-${tag}">${tag}</h2>
    ${entries.map((entry) => renderOperation(entry, document))}`;
}

function renderOperation({ method, path, operation }: Entry, { components }: ApiDocument): Html {
  const parameters = operation.parameters.map((parameter) =>
    '$ref' in parameter ? components.parameters[parameter.$ref.split('/').at(-1) ?? ''] : parameter,
  );
  const known = parameters.filter((parameter) => parameter !== undefined);
  return html`<details id="${operation.operationId}">
    <summary><b class="${method}">${method}</b> <code>${path}</code> <span>${operation.summary}</span></summary>
    <p>${operation.description ?? ''} <em>${whoMay(operation)}</em></p>
    ${known.length > 0 ? renderParameters(known) : html``}
    ${
      operation.requestBody
        ? html`<h4>Body</h4>
            ${renderContent(operation.requestBody.content)}`
        : html``
    }
    ${Object.entries(operation.responses)
      .filter(([status]) => status !== 'default')
      .map(
        ([status, { content }]) =>
          html`<h4>Answer ${status}</h4>
            ${content ? renderContent(content) : html``}`,
      )}
  </details>`;
}

function whoMay(operation: ApiOperation): string {
  if (operation.security?.length === 0) return 'Open to everybody.';
  return operation['x-roles'] ? `Roles: ${operation['x-roles'].join(', ')}.` : 'For signed-in people.';
}

function renderParameters(parameters: readonly ApiParameter[]): Html {
  const rows = parameters.map(
    (one) =>
      html`<tr>
        <td><code>${one.name}</code>${one.required ? html` <b title="needed">*</b>` : html``}</td>
        <td>${one.in}</td>
        <td>${describeType(one.schema)}</td>
        <td>${one.description ?? ''}</td>
      </tr>`,
  );
  return html`<table>
    <tr>
      <th>parameter</th>
      <th>in</th>
      <th>type</th>
      <th></th>
    </tr>
    ${rows}
  </table>`;
}

function renderContent(content: Content): Html {
  const parts = Object.entries(content).map(([type, { schema }]) =>
    schema.properties
      ? html`<p><code>${type}</code></p>
          ${describeProperties(schema)}`
      : html`<p><code>${type}</code> ${describeType(schema)}</p>`,
  );
  return html`${parts}`;
}

function renderSchema([name, schema]: [string, ApiDocument['components']['schemas'][string]]): Html {
  return html`<section id="schema-${name}">
    <h3>${name}</h3>
    <p>${schema.description ?? ''}</p>
    ${describeProperties(schema)}
  </section>`;
}

function renderErrors(): Html {
  const rows = Object.entries(ERROR_CODES).map(
    ([code, { kind, meaning }]) =>
      html`<tr id="error-${code}">
        <td><code>${code}</code></td>
        <td>${ERROR_KINDS[kind].status}</td>
        <td>${meaning}</td>
      </tr>`,
  );
  return html`<table>
    <tr>
      <th>code</th>
      <th>status</th>
      <th>meaning</th>
    </tr>
    ${rows}
  </table>`;
}

const STYLE = `
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 18%, transparent); }
body { margin: 0; font: 15px/1.5 system-ui, sans-serif; display: flex; }
nav { position: sticky; top: 0; height: 100vh; overflow: auto; padding: 8px 16px; min-width: 150px; border-right: 1px solid var(--line); }
nav a { display: block; }
nav h2 { font-size: 16px; }
main { padding: 8px 24px 80px; max-width: 1040px; min-width: 0; }
a { color: inherit; }
summary { cursor: pointer; padding: 6px 0; }
summary b { display: inline-block; min-width: 60px; }
summary span { opacity: .75; }
details { border-bottom: 1px solid var(--line); }
table { border-collapse: collapse; width: 100%; margin: 8px 0; }
td, th { text-align: left; vertical-align: top; padding: 4px 12px 4px 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
:target { outline: 2px solid; outline-offset: 4px; }
@media (max-width: 720px) { body { display: block; } nav { position: static; height: auto; border: 0; } nav a { display: inline-block; margin-right: 12px; } }
`;
