/** Times as people in the city read them (北京时间): stored in UTC, shown in Asia/Shanghai. */
import { locale } from "./locale";

const ZONE = "Asia/Shanghai";

function format(iso: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(locale.value, { timeZone: ZONE, hourCycle: "h23", ...options }).format(new Date(iso));
}

/** Date and minute: 2026/03/04 16:05. */
export function dateTime(iso: string | null | undefined): string {
  if (!iso) return "";
  return format(iso, { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" });
}

/** Date alone. */
export function dateOnly(iso: string | null | undefined): string {
  return iso ? format(iso, { year: "numeric", month: "2-digit", day: "2-digit" }) : "";
}

/** Whole minutes from `now` until the moment; negative once it has passed. */
export function minutesUntil(iso: string, now: number = Date.now()): number {
  return Math.round((new Date(iso).getTime() - now) / 60_000);
}

/** Clock time left in words, told as such beside working time: 还剩 2 个自然日 3 小时, 已超 40 分钟自然时间. */
export function timeLeft(iso: string | null | undefined, now: number = Date.now()): string {
  if (!iso) return "";
  const minutes = minutesUntil(iso, now);
  const size = byTheClock(Math.abs(minutes));
  if (locale.value === "en") return minutes >= 0 ? `${size} left` : `${size} over`;
  return minutes >= 0 ? `还剩 ${size}` : `已超 ${size}`;
}

/** Clock time gone by since the moment: 3 小时 5 分钟. */
export function timeSince(iso: string, now: number = Date.now()): string {
  return span(Math.max(0, -minutesUntil(iso, now)));
}

function byTheClock(minutes: number): string {
  const words = span(minutes);
  if (locale.value === "en") return `${words} by the clock`;
  return minutes < 1440 ? `${words}自然时间` : words.replace("天", "个自然日");
}

function span(minutes: number): string {
  const english = locale.value === "en";
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor((minutes % 1440) / 60);
  const parts = (pairs: [number, string][]): string => pairs.filter(([n]) => n > 0).map(([n, unit]) => `${n} ${unit}`).join(" ");
  if (days > 0) return parts(english ? [[days, "d"], [hours, "h"]] : [[days, "天"], [hours, "小时"]]);
  return parts(english ? [[hours, "h"], [minutes % 60, "min"]] : [[hours, "小时"], [minutes % 60, "分钟"]]) || (english ? "0 min" : "0 分钟");
}

/** A local wall time typed as "2026-03-04T16:05" (Shanghai has no summer time) as an aware ISO time. */
export function fromLocalInput(text: string): string {
  return `${text.length === 16 ? `${text}:00` : text}+08:00`;
}

/** The present (or given) moment, to the second, as the value of a datetime-local input in Shanghai. */
export function toLocalInput(moment: Date = new Date()): string {
  return new Date(moment.getTime() + 8 * 3_600_000).toISOString().slice(0, 19);
}

/** The day it is in the house's time zone, as date inputs write it. */
export function today(): string {
  return toLocalInput().slice(0, 10);
}
