/** Points of small charts (小图表), drawn as plain SVG: no library, no inline style. */

export interface Box {
  width: number;
  height: number;
  /** Kept free on every side. */
  pad: number;
}

const round = (n: number): number => Math.round(n * 10) / 10;

export const xAt = (index: number, count: number, box: Box): number => round(box.pad + (count < 2 ? 0.5 : index / (count - 1)) * (box.width - 2 * box.pad));
export const yAt = (value: number, low: number, high: number, box: Box): number =>
  round(box.height - box.pad - (high > low ? (value - low) / (high - low) : 0) * (box.height - 2 * box.pad));

/** Polylines through the known values; a gap begins a new one. */
export function lines(values: (number | null)[], low: number, high: number, box: Box): string[] {
  const runs: string[][] = [[]];
  values.forEach((value, index) => {
    if (value === null) runs.push([]);
    else runs.at(-1)?.push(`${xAt(index, values.length, box)},${yAt(value, low, high, box)}`);
  });
  return runs.filter((run) => run.length > 0).map((run) => run.join(" "));
}

/** Bars from the ground up, each at least a hair high where something was counted. */
export function bars(values: number[], box: Box): { x: number; y: number; width: number; height: number }[] {
  const top = Math.max(1, ...values);
  const step = (box.width - 2 * box.pad) / Math.max(1, values.length);
  return values.map((value, index) => {
    const height = value > 0 ? Math.max(1, round((value / top) * (box.height - 2 * box.pad))) : 0;
    return { x: round(box.pad + index * step), y: round(box.height - box.pad - height), width: Math.max(0.5, round(step * 0.8)), height };
  });
}
