/** Rules before the model and the words of dialect (研判规则·方言对照): what a version says, and a bench to try it on. */
import { post } from "@/kit/http";
import type { Content } from "./changes";

export interface BenchRow {
  text: string;
  rules: { rule: string; start: number; end: number }[];
}

export interface Bench {
  rows: BenchRow[];
  errors: { line?: number; rule?: string; reason?: string }[];
}

/** Rules tried on texts; without content those in force. */
export function tryRules(texts: string[], content?: Content): Promise<Bench> {
  return post("/api/routing/rules/test", { texts, ...(content ? { content } : {}) });
}
