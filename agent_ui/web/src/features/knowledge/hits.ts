/** Hits by what they are (按种类分组): the kind of the best hit comes first, each kind in the order of its hits. */
import type { Hit } from "./api";

export interface HitGroup {
  kind: string;
  label: string;
  hits: { hit: Hit; position: number }[];
}

/** `hidden` are shown elsewhere; places are those of the whole list. */
export function byKind(hits: readonly Hit[], hidden: readonly string[] = []): HitGroup[] {
  const groups: HitGroup[] = [];
  hits.forEach((hit, index) => {
    if (hidden.includes(hit.id)) return;
    let group = groups.find((one) => one.kind === hit.kind);
    if (!group) groups.push((group = { kind: hit.kind, label: hit.kind_label, hits: [] }));
    group.hits.push({ hit, position: index + 1 });
  });
  return groups;
}
