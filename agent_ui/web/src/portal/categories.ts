/** Walking the subject tree (事项分类) on the citizen's form. */
import { inLocale } from "@/kit/locale";
import type { Category, Question } from "./api";

/** The name in the page's language. */
export function nameOf(node: Category | undefined): string {
  return node ? inLocale(node.name, node.name_en) : "";
}

/** The nodes from the top down to `code`; empty when there is none. */
export function pathTo(nodes: Category[], code: string): Category[] {
  for (const node of nodes) {
    if (node.code === code) return [node];
    const below = pathTo(node.children ?? [], code);
    if (below.length > 0) return [node, ...below];
  }
  return [];
}

/** Keys of required questions that are not answered yet. */
export function unanswered(questions: Question[], answers: Record<string, string>): string[] {
  return questions.filter((question) => question.required && !answers[question.key]?.trim()).map((question) => question.key);
}

/** What is asked for a subject: its own questions and those of the nodes above it. */
export function questionsFor(nodes: Category[], code: string): Question[] {
  const all = pathTo(nodes, code).flatMap((node) => node.questions ?? []);
  return all.filter((question, index) => all.findIndex((other) => other.key === question.key) === index);
}
