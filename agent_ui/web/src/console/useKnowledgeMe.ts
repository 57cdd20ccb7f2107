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

/** An editor writes all of it, an owner what belongs to its unit, to one above or below it. */
export function useMayWrite(): (ownerUnitId: string | null) => boolean {
  const account = useAccount();
  const units = useUnitTree();
  return (ownerUnitId) => {
    if (!account.may("knowledge.edit") || account.may("knowledge.publish")) return account.may("knowledge.edit");
    const own = account.account?.unit?.id ?? "";
    return ownerUnitId !== null && (isWithin(units.value, own, ownerUnitId) || isWithin(units.value, ownerUnitId, own));
  };
}
