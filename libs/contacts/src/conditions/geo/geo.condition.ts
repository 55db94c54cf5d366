import { defineCondition, describeValue, type SqlScope } from '#libs/conditions';
import { z } from 'zod';

/** Mean radius of the earth in km (IUGG). */
const EARTH_KM = 6371.0088;
const HALF_WAY_ROUND_KM = 20_016;

interface GeoParams {
  readonly near: { readonly lat: number; readonly lon: number; readonly km: number };
}

export const geo = defineCondition<GeoParams>({
  type: 'geo',
  label: 'Near a place',
  description:
    'How far the contact is from a place, by the fields latitude and longitude. Without both, it matches none.',
  params: z.strictObject({
    near: z.strictObject({
      lat: z.number().min(-90).max(90).meta({ title: 'Latitude' }),
      lon: z.number().min(-180).max(180).meta({ title: 'Longitude' }),
      km: z.number().positive().max(HALF_WAY_ROUND_KM).meta({ title: 'Kilometres at most' }),
    }),
  }),
  reads: () => ['field:latitude', 'field:longitude'],
  toSql: ({ near }, sql) => {
    // Asked for by itself: least() passes over NULL.
    const placed = 'c.latitude IS NOT NULL AND c.longitude IS NOT NULL';
    const distance = distanceSql(near, sql);
    return {
      test: `(${placed} AND ${distance} <= ${sql.param(near.km, 'double precision')})`,
      fact: `CASE WHEN ${placed} THEN ${distance} END`,
    };
  },
  explain: ({ near: { lat, lon, km } }, fact) =>
    `At most ${String(km)} km from ${String(lat)}, ${String(lon)}: is ${
      typeof fact === 'number' ? `${describeValue(Math.round(fact * 10) / 10)} km away` : 'at no known place'
    }`,
});

/** PostgreSQL fails where a product is too small for a double; so much of a degree is nowhere else than none. */
const LEAST_DEGREES = '1e-100::double precision';

/** Kilometres on the great circle by the haversine formula, exact enough for a street, of contacts with a place. */
function distanceSql({ lat, lon }: GeoParams['near'], sql: SqlScope): string {
  const [latitude, longitude] = [sql.param(lat, 'double precision'), sql.param(lon, 'double precision')];
  // Of an angle only even functions are taken: its sign is nothing to them.
  const angle = (degrees: string): string => `radians(greatest(abs(${degrees}), ${LEAST_DEGREES}))`;
  const half = `sin(${angle(`c.latitude - ${latitude}`)} / 2) ^ 2
    + cos(${angle(latitude)}) * cos(${angle('c.latitude')}) * sin(${angle(`c.longitude - ${longitude}`)} / 2) ^ 2`;
  return `(${String(2 * EARTH_KM)} * asin(least(1, sqrt(${half}))))`;
}
