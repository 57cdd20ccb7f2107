import { effectScope } from "vue";
import { expect, it, vi } from "vitest";
import type { Answer, Asked, Found, Related, Source } from "./api";
import { useKnowledge } from "./useKnowledge";

const told = (title: string, sources: string[] = []): Answer => ({ title, sources: sources.map((id) => ({ id }) as Source) }) as Answer;
const found = (...ids: string[]): Found => ({ hits: ids.map((id) => ({ id })) }) as Found;
const flush = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

function knowing() {
  const doors = {
    answer: vi.fn<(asked: Asked) => Promise<Answer>>(async () => told("补领", ["ITEM:1"])),
    search: vi.fn<(asked: Asked) => Promise<Found>>(async () => found("ITEM:1")),
    related: vi.fn<(document: string) => Promise<Related[]>>(async () => [{ title: "换领" } as Related]),
  };
  return { doors, knowledge: effectScope().run(() => useKnowledge(doors))! };
}

it("looks beside the source of the answer, or beside the best hit where nothing answers", async () => {
  const { doors, knowledge } = knowing();
  await knowledge.ask({ text: "身份证" });
  await flush();
  expect([knowledge.answer.value?.title, knowledge.beside.value[0]?.title]).toEqual(["补领", "换领"]);
  doors.answer.mockResolvedValue(told(""));
  doors.search.mockResolvedValue(found("ARTICLE:7"));
  await knowledge.ask({ text: "活动室" });
  await knowledge.ask({ text: "身份证", about: "ITEM:9" });
  expect(doors.related.mock.calls.flat()).toEqual(["ITEM:1", "ARTICLE:7", "ITEM:9"]);
});

it("shows the answer to the last question, whichever comes last", async () => {
  let late: (answer: Answer) => void = () => undefined;
  const { doors, knowledge } = knowing();
  doors.answer.mockImplementation(({ text }) => (text === "慢" ? new Promise((resolve) => (late = resolve)) : Promise.resolve(told("快"))));
  const first = knowledge.ask({ text: "慢" });
  await knowledge.ask({ text: "快" });
  late(told("慢"));
  await first;
  expect(knowledge.answer.value?.title).toBe("快");
});

it("is not hurt by missing neighbours, and an empty question clears all", async () => {
  const { doors, knowledge } = knowing();
  doors.related.mockRejectedValue(new Error("down"));
  await knowledge.ask({ text: "身份证" });
  await flush();
  expect([knowledge.answer.value?.title, knowledge.refusal.value]).toEqual(["补领", ""]);
  await knowledge.ask({ text: "" });
  expect([knowledge.answer.value, knowledge.found.value]).toEqual([null, null]);
});
