/** Several filters in the address (筛选条件): a link, a reload, back and forward decide them as well as a choice. */
import { reactive, watch } from "vue";
import { useRoute, useRouter } from "vue-router";

/** One text per name, empty where nothing is chosen; a change is written into the address at once. */
export function useFilters<Name extends string>(names: readonly Name[], changed: () => void): Record<Name, string> {
  const route = useRoute();
  const router = useRouter();
  const home = route.name;
  const read = (): Record<Name, string> => Object.fromEntries(names.map((name) => [name, String(route.query[name] ?? "")])) as Record<Name, string>;
  const chosen = reactive(read()) as Record<Name, string>;

  watch(() => ({ ...chosen }), (value) => {
    const known = read();
    if (names.every((name) => (value[name] ?? "") === known[name])) return;
    const query = Object.fromEntries(Object.entries<string | undefined>({ ...(route.query as Record<string, string>), ...value }).filter(([, part]) => part));
    void router.push({ query: query as Record<string, string> });
  });
  watch(() => route.fullPath, () => {
    if (route.name !== home) return;
    Object.assign(chosen, read());
    changed();
  });
  return chosen;
}
