/** Rules before the model and the words of dialect (研判规则·方言对照): what a version says, and a bench to try it on. */
import type { components } from "@/api/schema.gen";
import { post } from "@/kit/http";
import type { Content } from "./changes";

export type Bench = components["schemas"]["BenchOut"];
export type BenchRule = components["schemas"]["BenchRuleOut"];

/** Rules tried on texts; without content those in force. */
export function tryRules(texts: string[], content?: Content): Promise<Bench> {
  return post("/api/routing/rules/test", { texts, ...(content ? { content } : {}) });
}
