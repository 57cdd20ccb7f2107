/** Who looks at knowledge (知识编审人): his account, roles, and whose knowledge is also his. */
import { computed, type ComputedRef } from "vue";
import type { Me } from "@/features/articles/steps";
import { useAccount } from "@/features/auth/account";
import { isWithin, useUnitTree } from "@/shared/unitTree";

/** An owner speaks for its own unit and for those above it that list it among theirs (domain rules §12.3). */
export function useKnowledgeMe(): ComputedRef<Me> {
  const account = useAccount();
  const units = useUnitTree();
  return computed(() => {
    const own = account.account?.unit?.id ?? "";
    return { id: account.account?.id ?? "", roles: account.account?.roles ?? [], speaksFor: (unitId) => isWithin(units.value, own, unitId) };
  });
}
