import { expect, it } from "vitest";
import type { Category } from "./api";
import { pathTo, questionsFor, unanswered } from "./categories";

const tree: Category[] = [
  {
    code: "01",
    name: "城市管理",
    questions: [{ key: "place", label: "具体位置", type: "text", required: false, options: [] }],
    children: [{ code: "0101", name: "路灯", questions: [{ key: "lamp", label: "灯杆编号", type: "text", required: false, options: [] }, { key: "place", label: "位置", type: "text", required: false, options: [] }] }],
  },
];

it("asks the questions of the subject and of those above it, each once", () => {
  expect(questionsFor(tree, "0101").map((question) => question.key)).toEqual(["place", "lamp"]);
  expect(questionsFor(tree, "99")).toEqual([]);
  expect(pathTo(tree, "0101").map((node) => node.name)).toEqual(["城市管理", "路灯"]);
});

it("names the required questions that are not answered", () => {
  const questions = [{ key: "spot", label: "", type: "text", required: true, options: [] as string[] }, { key: "since", label: "", type: "text", required: false, options: [] as string[] }] as const;
  expect(unanswered([...questions], { since: "3" })).toEqual(["spot"]);
  expect(unanswered([...questions], { spot: "路口" })).toEqual([]);
});
