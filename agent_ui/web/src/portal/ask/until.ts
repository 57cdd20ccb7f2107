/** The end of a notice (截止): the last day where it ends at midnight, else the minute. */
import { dateOnly, dateTime } from "@/kit/time";

/** The end itself no longer counts: what ends at midnight holds for the whole day before. */
export function lastMoment(end: string): string {
  const shown = dateTime(end);
  return /00:00$/.test(shown) ? dateOnly(new Date(new Date(end).getTime() - 1).toISOString()) : shown;
}
