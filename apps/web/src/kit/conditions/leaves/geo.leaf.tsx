import { t } from '../../../messages';
import { DecimalInput } from '../../decimal-input';
import { placeOf } from '../condition';
import type { Place } from '../condition';
import type { LeafEditorProps, LeafKind } from '../leaf-kind';

const PARTS = [
  { part: 'km', min: 0, max: 20_016, decimals: 3 },
  { part: 'lat', min: -90, max: 90, decimals: 6 },
  { part: 'lon', min: -180, max: 180, decimals: 6 },
] as const satisfies { part: keyof Place; min: number; max: number; decimals: number }[];

function GeoEditor({ leaf, onChange }: LeafEditorProps) {
  const place = placeOf(leaf);
  return PARTS.map(({ part, min, max, decimals }) => (
    <DecimalInput
      key={part}
      aria-label={t(`conditions.place.${part}`)}
      placeholder={t(`conditions.place.${part}`)}
      size="xs"
      w={130}
      min={min}
      max={max}
      decimalScale={decimals}
      value={place[part]}
      onChange={(next) => onChange({ ...leaf, near: { ...place, [part]: next } })}
    />
  ));
}

export const geoLeaf: LeafKind = {
  Editor: GeoEditor,
  blank: { near: {} },
  isComplete: (leaf) => PARTS.every(({ part }) => typeof placeOf(leaf)[part] === 'number'),
};
