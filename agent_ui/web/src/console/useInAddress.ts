/** A choice that stands in the address (地址即状态): a link, a reload, back and forward decide it as well as a click. */
import { computed, ref, watch, type WritableComputedRef } from "vue";
import { useRoute, useRouter } from "vue-router";

interface Options<T> {
  /** Anything else in the address counts as the usual choice; left out, every word is one. */
  choices?: readonly T[];
  /** Other parts of the address that a new choice leaves as they are. */
  keep?: readonly string[];
}

export function useInAddress<T extends string>(name: string, usual: T, { choices, keep = [] }: Options<T> = {}): WritableComputedRef<T> {
  const route = useRoute();
  const router = useRouter();
  const home = route.name;

  function read(): T {
    const given = String(route.query[name] ?? "") as T;
    return given && (!choices || choices.includes(given)) ? given : usual;
  }
  const chosen = ref(read()) as { value: T };

  // While another page is being opened its address is no choice of ours.
  watch(
    () => route.fullPath,
    () => {
      if (route.name === home) chosen.value = read();
    },
  );
  const kept = (): Record<string, unknown> => Object.fromEntries(Object.entries(route.query).filter(([part]) => keep.includes(part)));
  return computed({
    get: () => chosen.value,
    set: (value) => {
      if (value !== chosen.value) void router.push({ query: { ...kept(), [name]: value } as Record<string, string> });
    },
  });
}
