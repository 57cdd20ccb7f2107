/** Names behind account ids (人员姓名): read once each; whoever may not read them sees that he may not. */
import { ref } from "vue";
import { useI18n } from "vue-i18n";
import { get } from "@/kit/http";

/** What was asked: a name, or null where it may not be read. */
const names = ref(new Map<string, string | null>());
const asked = new Set<string>();
const WAITING = "…";

async function look(id: string): Promise<void> {
  const found = await get<{ name: string }>(`/api/accounts/${id}`).catch(() => null);
  names.value.set(id, found?.name ?? null);
}

/** `may`: the visitor may read accounts. What the system did has nobody behind it. */
export function usePeople(may: boolean): { nameOf: (id: string | null | undefined) => string } {
  const { t } = useI18n();

  function nameOf(id: string | null | undefined): string {
    if (!id) return t("approval.system");
    if (!may) return t("approval.unknownPerson");
    if (!asked.has(id)) {
      asked.add(id);
      void look(id);
    }
    const name = names.value.get(id);
    return name === undefined ? WAITING : (name ?? t("approval.unknownPerson"));
  }
  return { nameOf };
}
