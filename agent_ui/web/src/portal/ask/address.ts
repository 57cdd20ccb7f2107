/** Addresses of what was found (内容地址): every kind of document has a page of its own. */
const PAGES: Record<string, string> = { ITEM: "item", ARTICLE: "article", UNIT: "unit", NOTICE: "notice" };

/** The page of a document id such as "ITEM:01K…". */
export function pageOfDocument(id: string): string {
  const [kind = "", key = ""] = id.split(":");
  return `#/${PAGES[kind] ?? ""}?id=${encodeURIComponent(key)}`;
}

/** The page of the unit that owns a text; texts name it by its code. */
export function pageOfUnit(code: string): string {
  return `#/unit?code=${encodeURIComponent(code)}`;
}
