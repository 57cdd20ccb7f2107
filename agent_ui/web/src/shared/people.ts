/** Names behind account ids (人员姓名): read once each; whoever may not read them sees that he may not. */
import { ref } from "vue";
import { useI18n } from "vue-i18n";
import { get } from "@/kit/http";

const names = ref(new Map<string, string>());
const asked = new Set<string>();

async function look(id: string): Promise<void> {
  const found = await get<{ name: string }>(`/api/accounts/${id}`).catch(() => null);
  if (found) names.value.set(id, found.name);
}

/** `may`: the visitor may read accounts. What the system did has nobody behind it. */
export function usePeople(may: boolean): { nameOf: (id: string | null | undefined) => string } {
  const { t } = useI18n();

  function nameOf(id: string | null | undefined): string {
    if (!id) return t("approval.system");
    if (may && !asked.has(id)) {
      asked.add(id);
      void look(id);
    }
    return names.value.get(id) ?? t("approval.unknownPerson");
  }
  return { nameOf };
}
