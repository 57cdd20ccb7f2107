/** Working time left (剩余工作时间), counted on the calendar of the unit while the clock ticks. */
import { ref, type Ref } from "vue";
import { get } from "@/kit/http";
import { locale } from "@/kit/locale";
import { timeLeft } from "@/kit/time";

export interface OfficeHours {
  day_minutes: number;
  /** Openings and closings in whole minutes since 1970 (UTC), one after another. */
  periods: [number, number][];
}

export interface Worktime {
  calendars: Record<string, OfficeHours>;
  units: Record<string, string>;
}

const DEFAULT = "";
/** Clocks that run by day and night; every other one counts working time. */
const ROUND_THE_CLOCK = new Set(["CLK", "CAL"]);
const worktime = ref<Worktime | null>(null);
let asked: Promise<void> | null = null;

async function load(): Promise<void> {
  worktime.value = await get<Worktime>("/api/worktime");
}

/** The office hours, read once per page load; asked again after a failure. */
export function useWorktime(): Ref<Worktime | null> {
  asked ??= load().catch(() => {
    asked = null;
  });
  return worktime;
}

/** Working minutes from one instant to a later one (both in milliseconds). */
export function minutesBetween(hours: OfficeHours, from: number, to: number): number {
  const [first, last] = [from / 60_000, to / 60_000];
  return Math.floor(hours.periods.reduce((sum, [opens, closes]) => sum + Math.max(0, Math.min(closes, last) - Math.max(opens, first)), 0));
}

function span(minutes: number, day: number): string {
  const english = locale.value === "en";
  const [days, hours, rest] = [Math.floor(minutes / day), Math.floor((minutes % day) / 60), (minutes % day) % 60];
  const parts = (pairs: [number, string][]): string => pairs.filter(([n]) => n > 0).map(([n, unit]) => `${n} ${unit}`).join(" ");
  if (days > 0) return parts(english ? [[days, "working d"], [hours, "h"]] : [[days, "个工作日"], [hours, "小时"]]);
  const words = parts(english ? [[hours, "h"], [rest, "min"]] : [[hours, "小时"], [rest, "分钟"]]);
  if (english) return `${words || "0 min"} of work`;
  return `${words || "0 分钟"}工作时间`;
}

/**
 * What is left until the moment, in working time: 还剩 2 个工作日 3 小时.
 * Clocks of hours by day and night, and moments beyond the known hours, are told in clock time.
 */
export function workLeft(iso: string | null | undefined, now: number, known: Worktime | null, unitId?: string | null, mode?: string | null): string {
  const hours = known?.calendars[known.units[unitId ?? ""] ?? DEFAULT];
  if (!iso || !hours || ROUND_THE_CLOCK.has(mode ?? "")) return timeLeft(iso, now);
  const due = new Date(iso).getTime();
  const [start, end] = [hours.periods[0]?.[0] ?? Infinity, hours.periods.at(-1)?.[1] ?? 0];
  if (Math.min(due, now) < start * 60_000 || Math.max(due, now) > end * 60_000) return timeLeft(iso, now);
  const minutes = minutesBetween(hours, Math.min(now, due), Math.max(now, due));
  // Between now and then nobody works: only the clock on the wall tells anything.
  if (minutes === 0) return timeLeft(iso, now);
  const words = span(minutes, hours.day_minutes);
  if (locale.value === "en") return due > now ? `${words} left` : `${words} over`;
  return due > now ? `还剩 ${words}` : `已超 ${words}`;
}
