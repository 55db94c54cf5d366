interface Place {
  readonly lat: number;
  readonly lon: number;
}

export interface Near extends Place {
  readonly km: number;
}

/** By the angle between two vectors from the middle of the earth: another way than the haversine formula. */
export function isNear({ lat, lon, km }: Near, columns: Readonly<Record<string, unknown>>): boolean {
  const { latitude, longitude } = columns;
  if (typeof latitude !== 'number' || typeof longitude !== 'number') return false;
  const [[ax, ay, az], [bx, by, bz]] = [toVector({ lat, lon }), toVector({ lat: latitude, lon: longitude })];
  const cross = Math.hypot(ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx);
  return 6371.0088 * Math.atan2(cross, ax * bx + ay * by + az * bz) <= km;
}

function toVector({ lat, lon }: Place): [number, number, number] {
  const [phi, lambda] = [(lat * Math.PI) / 180, (lon * Math.PI) / 180];
  return [Math.cos(phi) * Math.cos(lambda), Math.cos(phi) * Math.sin(lambda), Math.sin(phi)];
}
