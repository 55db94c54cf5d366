import type { Schema } from './api-document.js';
import { Html, html } from './html.js';

const NOTHING = html``;

/** A schema in one line: names link to their own section, values are listed. */
export function describeType(schema: Schema): Html {
  if (schema.$ref) return linkTo(schema.$ref.split('/').at(-1) ?? '');
  if (schema.const !== undefined) return html`<code>${JSON.stringify(schema.const)}</code>`;
  if (schema.enum) return joined(schema.enum.map((value) => html`<code>${JSON.stringify(value)}</code>`));
  if (schema.anyOf) return joined(schema.anyOf.map(describeType));
  if (schema.type === 'array') return html`list of ${describeType(schema.items ?? {})}`;
  const types = [schema.type ?? 'any'].flat();
  const map = typeof schema.additionalProperties === 'object' && !schema.properties;
  return map && Object.keys(schema.additionalProperties).length > 0
    ? html`map to ${describeType(schema.additionalProperties)}`
    : html`${types.join(' or ')}`;
}

/** The properties of a schema as a table, those of inner objects below them. */
export function describeProperties(schema: Schema): Html {
  const rows = rowsOf(schema, '');
  if (rows.length === 0) return html`<p>${describeType(schema)}</p>`;
  return html`<table>
    <tr>
      <th>field</th>
      <th>type</th>
      <th></th>
    </tr>
    ${rows}
  </table>`;
}

function rowsOf({ properties = {}, required = [] }: Schema, above: string): Html[] {
  return Object.entries(properties).flatMap(([name, schema]) => {
    const path = `${above}${name}`;
    const inner = schema.type === 'array' ? (schema.items ?? {}) : schema;
    const below = rowsOf(inner, `${path}${schema.type === 'array' ? '[]' : ''}.`);
    return [
      html`<tr>
        <td><code>${path}</code>${required.includes(name) ? html` <b title="needed">*</b>` : NOTHING}</td>
        <td>${describeType(schema)}</td>
        <td>${schema.description ?? ''}</td>
      </tr>`,
      ...below,
    ];
  });
}

function linkTo(name: string): Html {
  return html`<a href="#schema-${name}">${name}</a>`;
}

function joined(parts: readonly Html[]): Html {
  return new Html(parts.map(({ text }) => text).join(' | '));
}
