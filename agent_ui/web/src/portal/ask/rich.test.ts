import { expect, it } from "vitest";
import { dialled, numbersIn, piecesOf } from "./rich";

const rung = (text: string): string[] => piecesOf(text).map((piece) => piece.href).filter(Boolean).map((href) => href.replace("tel:", ""));

it("makes numbers to ring out of numbers that are told", () => {
  expect(rung("咨询电话：0757-00001234，也可打12345。")).toEqual(["075700001234", "12345"]);
  expect(rung("停电报修95598，公积金12329，铁路12306")).toEqual(["95598", "12329", "12306"]);
  expect(rung("头晕恶心马上到室外打120。")).toEqual(["120"]);
  expect(rung("请拨打110、119、120或122。")).toEqual(["110", "119", "120", "122"]);
  expect(rung("手机13812345678")).toEqual(["13812345678"]);
});

it("leaves money, years, limits and codes alone", () => {
  for (const text of ["工本费120元", "补贴12345元", "96000元以内", "120平方米以下", "2026年11月30日", "第120条", "编码440604001001", "比例为120%", "事项共110项", "120个工作日"]) {
    expect(rung(text)).toEqual([]);
  }
});

it("marks what the server marked, counting rare characters once", () => {
  const pieces = piecesOf("𠮷野身份证40元", [[2, 5]]);
  expect(pieces.filter((piece) => piece.marked).map((piece) => piece.text)).toEqual(["身份证"]);
  expect(pieces.map((piece) => piece.text).join("")).toBe("𠮷野身份证40元");
});

it("marks to the end, beyond it, and within a number to ring", () => {
  expect(piecesOf("补领", [[0, 2]])).toEqual([{ text: "补领", marked: true, href: "" }]);
  expect(piecesOf("补领", [[1, 9]]).at(-1)).toEqual({ text: "领", marked: true, href: "" });
  const halves = piecesOf("打12345", [[0, 3]]);
  expect(halves.map(({ text, href }) => [text, href])).toEqual([["打", ""], ["12", "tel:12345"], ["345", "tel:12345"]]);
});

it("leads from the number of a request to its progress", () => {
  expect(rung("已登记：编号FS202611260000039，查询码653688，请保存。")).toEqual(["#/track?number=FS202611260000039"]);
});

it("dials what is written, without dashes", () => {
  expect(dialled("0757-0000 1234")).toBe("075700001234");
  expect(numbersIn("")).toEqual([]);
});
