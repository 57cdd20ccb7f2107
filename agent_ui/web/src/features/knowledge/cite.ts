/** From an answer to what is cited of it (引用): every source by its version, the words once, nothing internal. */
import type { Cited } from "@/shared/citing";
import { answer as askFor, isInternal, type Answer, type Hit } from "./api";

export const tells = (answer: Answer | null): boolean => answer?.kind === "FIELD" || answer?.kind === "PASSAGE";

/** The documents whose words stand in the answer, so that they need not be listed once more. */
export const toldBy = (answer: Answer | null): string[] => (answer && tells(answer) ? answer.sources.map(({ id }) => id) : []);

/** The main source carries the words; cautions are told with them, internal words are never told. */
export function citedOf(answer: Answer, heard: string, position = 1): Cited[] {
  const words = answer.sources.some(isInternal) ? "" : [answer.text, ...answer.cautions].join("\n");
  return answer.sources.map(({ id, revision_id, title }, index) => ({ document: id, revision_id, title, text: index === 0 ? words : "", heard, position }));
}

/** A hit is cited with what it answers; where it answers nothing by itself, with the passage that matched. */
export async function citedFromHit(hit: Hit, heard: string, position: number, ask: typeof askFor = askFor): Promise<Cited[]> {
  const made = await ask({ text: heard || hit.title, about: hit.id });
  const own = made.sources.find((source) => source.id === hit.id);
  if (tells(made) && own) return citedOf({ ...made, sources: [own] }, heard, position);
  return [{ document: hit.id, revision_id: hit.revision_id, title: hit.title, text: isInternal(hit) ? "" : hit.snippet.text, heard, position }];
}
