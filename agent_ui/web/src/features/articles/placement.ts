/** Where a new article belongs (归属), as a form holds it. */
import type { PlacedUnit } from "@/shared/unitTree";
import type { ArticleIn } from "./api";
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
