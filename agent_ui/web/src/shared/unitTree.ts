/** All units of the house (组织机构) by code and id, read once per page load: names for codes, who stands below whom. */
import { ref, type Ref } from "vue";
import { get } from "@/kit/http";

interface UnitNode {
  id: string;
  code: string;
  name: string;
  children: UnitNode[];
}

export interface PlacedUnit {
  id: string;
  code: string;
  name: string;
  /** Ids from the root to the unit itself. */
  path: string[];
}

/** Walk the tree depth first. */
export function placed(nodes: UnitNode[], above: string[] = []): PlacedUnit[] {
  return nodes.flatMap(({ id, code, name, children }) => {
    const path = [...above, id];
    return [{ id, code, name, path }, ...placed(children, path)];
  });
}

const units = ref<PlacedUnit[]>([]);
let asked: Promise<void> | null = null;

async function load(): Promise<void> {
  units.value = placed(await get<UnitNode[]>("/api/units/tree"));
}

/** The units; asked again after a failure. */
export function useUnitTree(): Ref<PlacedUnit[]> {
  asked ??= load().catch(() => {
    asked = null;
  });
  return units;
}

/** The name of a unit, or its code itself while names are unknown. */
export function unitName(code: string): string {
  return units.value.find((unit) => unit.code === code)?.name ?? code;
}

/** The name of the unit with this id; empty while names are unknown. */
export function unitNameById(id: string | null | undefined): string {
  return units.value.find((unit) => unit.id === id)?.name ?? "";
}

/** Whether a unit is `top` or stands below it. */
export function isWithin(all: PlacedUnit[], unitId: string, top: string): boolean {
  return unitId === top || (all.find((unit) => unit.id === unitId)?.path.includes(top) ?? false);
}
