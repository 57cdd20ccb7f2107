/** Titles behind ids of articles (知识标题): read once each, for lists that name ids alone. */
import { ref } from "vue";
import { getArticle, type Article } from "./api";

const known = ref(new Map<string, Article | null>());
const asked = new Set<string>();

async function look(id: string): Promise<void> {
  const found = await getArticle(id).catch(() => null);
  known.value.set(id, found?.article ?? null);
}

/** Where the article stands; null while it is read or when it may not be. */
export function articleOf(id: string): Article | null {
  if (!asked.has(id)) {
    asked.add(id);
    void look(id);
  }
  return known.value.get(id) ?? null;
}

/** Read these anew when they are next asked for: they may have changed. */
export function forgetArticles(): void {
  asked.clear();
}
