/** The question of the search page as it stands in the address (检索条件): a link, a reload, back and forward ask it again. */
import { computed, type ComputedRef } from "vue";
import { useRoute, useRouter } from "vue-router";

export interface InAddress {
  text: string;
  about: string;
  district: string;
  field: string;
}

export function useQuestion(): { question: ComputedRef<InAddress>; ask: (asked: Partial<InAddress>) => void } {
  const route = useRoute();
  const router = useRouter();
  const home = route.name;
  const read = (name: string): string => String(route.query[name] ?? "");
  let known: InAddress = { text: "", about: "", district: "", field: "" };
  const question = computed(() => {
    // While another page is being opened its address is no question of ours.
    if (route.name === home) known = { text: read("q"), about: read("about"), district: read("district"), field: read("field") };
    return known;
  });

  function ask({ text = "", about = "", district = "", field = "" }: Partial<InAddress>): void {
    const parts = { q: text, about, district, field };
    void router.push({ query: Object.fromEntries(Object.entries(parts).filter(([, value]) => value)) });
  }
  return { question, ask };
}
