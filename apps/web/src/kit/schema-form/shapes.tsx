import { SegmentedControl } from '@mantine/core';

import type { JsonSchema } from '../../api/registry';
import { t } from '../../messages';
import { blankOf } from './blank';
import { labelOf } from './control';

/** One of the sets of properties that an object may have: `for`, or `until`, or `until_field` of a wait. */
type Shape = JsonSchema;

type ObjectValue = Record<string, unknown>;

/** The shapes that a schema offers: an object whose `oneOf` names required properties. */
export function shapesOf(schema: JsonSchema): readonly Shape[] {
  return schema.properties ? (schema.oneOf ?? []) : [];
}

/** The shape that a value has; while it has none yet, the one that was chosen, or the first. */
export function shapeOf(shapes: readonly Shape[], value: ObjectValue, chosen: Shape | undefined): Shape | undefined {
  return shapes.find(({ required = [] }) => required.every((name) => name in value)) ?? chosen ?? shapes[0];
}

/** The properties of the other shapes, and what goes with those alone. */
export function outside(schema: JsonSchema, shape: Shape | undefined): readonly string[] {
  const own = new Set(shape?.required);
  const others = shapesOf(schema).flatMap(({ required = [] }) => required.filter((name) => !own.has(name)));
  const dependents = Object.entries(schema.dependentRequired ?? {})
    .filter(([, needs]) => needs.some((name) => others.includes(name)))
    .map(([name]) => name);
  return [...others, ...dependents];
}

/** The value in another shape: what both know stays. */
export function toShape(schema: JsonSchema, shape: Shape, value: ObjectValue): ObjectValue {
  const gone = new Set(outside(schema, shape));
  const kept = Object.entries(value).filter(([name]) => !gone.has(name));
  const blanks = (shape.required ?? [])
    .filter((name) => !(name in value))
    .map((name) => [name, blankOf(schema.properties?.[name] ?? {})] as const)
    .filter(([, blank]) => blank !== undefined);
  return Object.fromEntries([...kept, ...blanks]);
}

interface ShapeChoiceProps {
  shapes: readonly Shape[];
  shape: Shape;
  onChange: (shape: Shape) => void;
}

/** Which shape the object has. */
export function ShapeChoice({ shapes, shape, onChange }: ShapeChoiceProps) {
  const name = (each: Shape) => each.title ?? (each.required ?? []).map((part) => labelOf(part, {})).join(', ');
  return (
    <SegmentedControl
      aria-label={t('schemaForm.form')}
      data={shapes.map((each) => ({ value: name(each), label: name(each) }))}
      value={name(shape)}
      onChange={(chosen) => {
        const next = shapes.find((each) => name(each) === chosen);
        if (next) onChange(next);
      }}
      fullWidth
    />
  );
}
