/** Knowledge (知识) for staff: search with source, owner and validity. */
import { get } from "@/kit/http";

export interface Hit {
  article_id: string;
  revision_id: string;
  title: string;
  spoken: string;
  matched: string;
  score: number;
  owner_unit_code: string;
  districts: string[];
  out_of_district: boolean;
  valid_from: string;
  valid_to: string | null;
  under_correction: boolean;
}

/** Articles that are valid now, best first. */
export function searchArticles(q: string): Promise<Hit[]> {
  return get("/api/articles/search", { q });
}
