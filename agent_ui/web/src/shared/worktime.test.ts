import { expect, it } from "vitest";
import { minutesBetween, workLeft, type Worktime } from "./worktime";

const at = (text: string): number => new Date(`2026-${text}:00+08:00`).getTime();
const minute = (text: string): number => at(text) / 60_000;
const day = (date: string): [number, number][] => [
  [minute(`${date}T09:00`), minute(`${date}T12:00`)],
  [minute(`${date}T14:00`), minute(`${date}T18:00`)],
];
// Thursday, Friday, Monday, Tuesday.
const week = ["03-05", "03-06", "03-09", "03-10"].flatMap(day);
const known: Worktime = {
  calendars: { "": { day_minutes: 420, periods: week }, night: { day_minutes: 1440, periods: [[minute("03-05T00:00"), minute("03-11T00:00")]] } },
  units: { U24: "night" },
};
const iso = (text: string): string => new Date(at(text)).toISOString();

it("leaves out lunch, nights and the weekend", () => {
  expect(minutesBetween(known.calendars[""]!, at("03-06T11:00"), at("03-09T15:30"))).toBe(60 + 240 + 180 + 90);
});

it("tells working days and hours", () => {
  expect(workLeft(iso("03-10T18:00"), at("03-06T14:00"), known)).toBe("还剩 2 个工作日 4 小时");
  expect(workLeft(iso("03-06T18:00"), at("03-06T16:35"), known)).toBe("还剩 1 小时 25 分钟工作时间");
});

it("tells what is over the limit in working time too", () => {
  expect(workLeft(iso("03-06T17:00"), at("03-09T10:00"), known)).toBe("已超 2 小时工作时间");
});

it("tells clock time where no working time lies between", () => {
  expect(workLeft(iso("03-06T20:00"), at("03-06T20:08"), known)).toBe("已超 8 分钟自然时间");
});

it("counts on the calendar of the unit", () => {
  expect(workLeft(iso("03-07T09:00"), at("03-06T21:00"), known, "U24")).toBe("还剩 12 小时工作时间");
});

it("tells clock time for clocks that run day and night, and beyond the known hours", () => {
  expect(workLeft(iso("03-09T11:00"), at("03-06T11:00"), known, null, "CLK")).toBe("还剩 3 个自然日");
  expect(workLeft(iso("03-12T11:00"), at("03-09T11:00"), known)).toBe("还剩 3 个自然日");
  expect(workLeft(iso("03-09T11:00"), at("03-06T11:00"), null)).toBe("还剩 3 个自然日");
});
