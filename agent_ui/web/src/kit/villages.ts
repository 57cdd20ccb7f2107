/** Villages and communities of a town (村居), read when the town is chosen; a list that cannot be read is left out. */
import { ref, watch, type Ref } from "vue";
import { get } from "./http";

export interface Village {
  /** The national code; null where nobody has entered it yet. */
  code: string | null;
  name: string;
}

const known = new Map<string, Promise<Village[]>>();

export function villagesOf(town: string): Promise<Village[]> {
  const asked = known.get(town) ?? get<Village[]>(`/api/public/towns/${town}/villages`);
  known.set(town, asked);
  asked.catch(() => known.delete(town));
  return asked;
}

/** The villages of the chosen town; empty without a town. */
export function useVillages(town: () => string): Ref<Village[]> {
  const villages = ref<Village[]>([]);
  watch(town, async (code) => {
    villages.value = [];
    const found = code ? await villagesOf(code).catch(() => []) : [];
    if (code === town()) villages.value = found;
  }, { immediate: true });
  return villages;
}

/** An address that also names the village, once: 紫南村 + 某路1号. */
export function addressIn(village: string, address: string): string {
  const words = address.trim();
  return village && !words.includes(village) ? `${village}${words}` : words;
}
