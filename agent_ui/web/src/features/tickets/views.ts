/** Saved views (常用查询): filters under a name, each person's own. */
import { get, post, remove } from "@/kit/http";
import type { Filters } from "./api";

export interface SavedView {
  id: string;
  name: string;
  filters: Filters;
}

/** Our saved views. */
export function listViews(): Promise<SavedView[]> {
  return get("/api/views");
}

/** Forget one of our views. */
export function dropView(id: string): Promise<void> {
  return remove(`/api/views/${id}`);
}

/** Save the present filters under a name. */
export function saveView(name: string, filters: Filters): Promise<SavedView> {
  return post("/api/views", { name, filters });
}
