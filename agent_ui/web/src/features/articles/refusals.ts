/** Refusals of the editorial server (编审拒绝) in words that name the field. */
import { ApiProblem, wordsOf } from "@/kit/problem";

/** One sentence; faults of single fields are named as the form names them. */
export function wordsWithFields(error: unknown, nameOf: (field: string) => string): string {
  if (!(error instanceof ApiProblem)) return wordsOf(error);
  const faults = (error.body.errors ?? []).filter((fault) => fault.field);
  if (!faults.length) return error.words;
  return faults.map((fault) => `${nameOf(lastName(fault.field))}：${inWords(error, fault.field)}`).join("；");
}

/** The last part of a path that is no number: `content.questions.3` is about `questions`. */
function lastName(path: string): string {
  return path.split(".").filter((part) => !/^\d+$/.test(part)).at(-1) ?? path;
}

function inWords(error: ApiProblem, field: string): string {
  const only = new ApiProblem({ ...error.body, errors: (error.body.errors ?? []).filter((fault) => fault.field === field).map((fault) => ({ ...fault, field: "" })) });
  return only.words;
}

/** Somebody else changed it meanwhile: what was typed must be looked at beside what stands there now. */
export function isOvertaken(error: unknown): boolean {
  return error instanceof ApiProblem && error.status === 409 && /stale|decided/.test(error.code);
}
