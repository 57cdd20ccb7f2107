import { flushPromises, mount } from "@vue/test-utils";
import { expect, it, vi } from "vitest";
import { createI18n } from "vue-i18n";
import codes from "@/locales/knowledge.codes.json";
import zh from "@/locales/zh-CN";
import { linesOf } from "./changed";
import { entryReport, type Changed } from "./imports";
import ReportView from "./ReportView.vue";

vi.mock("@/kit/http", () => ({ get: async () => [] }));
const say = (group: string, code: string): string => (codes.zh as Record<string, Record<string, string>>)[group]?.[code] ?? code;

it("says codes, citations and moments in words, and nothing where nothing is told", () => {
  expect(linesOf("published_in", ["WEBSITE", "HALL"], say)).toEqual(["政府网站", "办事大厅"]);
  expect(linesOf("urgency", "URGENT", say)).toEqual(["紧急"]);
  expect(linesOf("cites", [{ item: "FS-GA-010", field: "fee" }], say)).toEqual([`FS-GA-010 · ${say("cited_field", "fee")}`]);
  expect(linesOf("valid_to", "2026-07-01T00:00:00Z", say)).toEqual(["2026/07/01 08:00"]);
  expect(linesOf("answer", "第一段\n\n第二段", say)).toEqual(["第一段", "第二段"]);
  expect([null, "", []].map((value) => linesOf("note", value, say))).toEqual([[], [], []]);
});

function changed(n: number): Changed {
  return { key: `k${n}`, name: `第 ${n} 条`, fields: [{ field: "hours", label: "服务时间", before: "工作日", after: `每天 ${n}` }] };
}

it("shows in the report what the first twenty entries were and would be", async () => {
  const changes = Array.from({ length: 25 }, (_, n) => changed(n));
  const report = entryReport({ added: [], changed: changes.map((one) => one.key), unchanged: [], removed: [], refused: [], changes });
  const i18n = createI18n({ legacy: false, locale: "zh-CN", messages: { "zh-CN": zh } });
  const page = mount(ReportView, { props: { report }, global: { plugins: [i18n] } });
  await flushPromises();
  expect(page.findAll("details")).toHaveLength(20);
  const first = page.find("details");
  expect([first.find("dt").text(), first.find("del").text(), first.find("ins").text()]).toEqual(["服务时间", "删去：工作日", "新增：每天 0"]);
  expect(page.text()).toContain("另有 5 条未列出。");
});
