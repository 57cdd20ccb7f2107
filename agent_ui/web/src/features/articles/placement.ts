/** Where a new article belongs (归属), as a form holds it. */
import type { PlacedUnit } from "@/shared/unitTree";
import type { Article, ArticleIn } from "./api";
import { freshKey } from "./content";

export interface Placement {
  key: string;
  owner_unit_code: string;
  category_code: string;
  districts: string[];
  audience: "PUBLIC" | "INTERNAL";
}

export function emptyPlacement(from: Partial<Placement> = {}): Placement {
  return { key: freshKey(), owner_unit_code: "", category_code: "", districts: [], audience: "PUBLIC", ...from };
}

/** As it is sent: the unit by code and id, no subject as none. */
export function placementOf({ owner_unit_code, category_code, districts, audience }: Placement, units: PlacedUnit[]): ArticleIn["placement"] {
  const owner_unit_id = units.find((unit) => unit.code === owner_unit_code)?.id ?? null;
  return { owner_unit_code, owner_unit_id, category_code: category_code || null, districts, audience };
}

/** Where an article stands now. */
export function placedAs(article: Article): Placement {
  const { key, owner_unit_code, category_code, districts, audience } = article;
  return { key, owner_unit_code, category_code: category_code ?? "", districts: [...districts], audience };
}

/** Whether a form would move the article anywhere; the order of districts says nothing. */
export function differs(placement: Placement, article: Article): boolean {
  const plain = ({ owner_unit_code, category_code, districts, audience }: Placement): string => JSON.stringify([owner_unit_code, category_code || "", [...districts].sort(), audience]);
  return plain(placement) !== plain(placedAs(article));
}
