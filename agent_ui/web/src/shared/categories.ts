/** The subject tree (事项分类) as a flat list to choose from. */
import { ref, type Ref } from "vue";
import { get } from "@/kit/http";

export interface CategoryNode {
  code: string;
  name: string;
  children?: CategoryNode[];
}

export interface CategoryChoice {
  code: string;
  /** Names from the top: 城市管理 / 市容环境 / 占道经营. */
  path: string;
}

/** Walk the tree depth first. */
export function flatten(nodes: CategoryNode[], above = ""): CategoryChoice[] {
  return nodes.flatMap((node) => {
    const path = above ? `${above} / ${node.name}` : node.name;
    return [{ code: node.code, path }, ...flatten(node.children ?? [], path)];
  });
}

const choices = ref<CategoryChoice[]>([]);
let asked: Promise<void> | null = null;

async function load(): Promise<void> {
  choices.value = flatten((await get<{ categories: CategoryNode[] }>("/api/categories")).categories);
}

/** The categories, read once per page load; asked again after a failure. */
export function useCategories(): Ref<CategoryChoice[]> {
  asked ??= load().catch(() => {
    asked = null;
  });
  return choices;
}
