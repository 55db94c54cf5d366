import type { DaySize } from '../../api/segments';

export interface TrendPoint {
  x: number;
  y: number;
  size: DaySize;
}

/** Positions of the days in a picture of this size; the axis begins at zero. */
export function pointsOf(sizes: DaySize[], width: number, height: number): TrendPoint[] {
  const most = Math.max(1, ...sizes.map(({ members }) => members));
  const step = sizes.length > 1 ? width / (sizes.length - 1) : 0;
  return sizes.map((size, index) => ({ x: index * step, y: height - (size.members / most) * height, size }));
}

/** As `polyline` wants them. */
export function lineOf(points: TrendPoint[]): string {
  return points.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');
}
