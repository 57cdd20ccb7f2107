import { afterEach, expect, it, vi } from "vitest";
import { adoptAll } from "./adoption";

const citing = (document: string, revision_id: string) => ({ document, revision_id, title: document, text: "", heard: "问".repeat(400), position: 1 });

afterEach(() => vi.unstubAllGlobals());

it("records what is kept by version, tells what has changed meanwhile, and goes on with the rest", async () => {
  const bodies: { document: string; heard: string }[] = [];
  vi.stubGlobal("fetch", vi.fn(async (_path: string, init: RequestInit) => {
    const body = JSON.parse(String(init.body));
    bodies.push(body);
    return body.document === "ARTICLE:1" ? new Response(JSON.stringify({ code: "answer_superseded", title: "已更新" }), { status: 409 }) : new Response("[]");
  }));
  expect(await adoptAll("T1", [citing("ARTICLE:1", "R1"), citing("UNIT:2", ""), citing("ITEM:3", "V3")])).toEqual(["ARTICLE:1"]);
  expect(bodies.map((body) => body.document)).toEqual(["ARTICLE:1", "ITEM:3"]);
  expect(bodies[0]?.heard).toHaveLength(300);
});
