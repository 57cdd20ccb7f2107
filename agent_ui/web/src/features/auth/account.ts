/** The signed-in account (当前账号): the one store every page may read. */
import { defineStore } from "pinia";
import { computed, ref } from "vue";
import { forgetDrafts } from "@/kit/draft";
import { ApiProblem } from "@/kit/problem";
import { signIn, signOut, whoAmI, type Account, type Credentials } from "./api";

export const useAccount = defineStore("account", () => {
  const account = ref<Account | null>(null);
  const known = ref(false);
  const isSignedIn = computed(() => account.value !== null);

  /** Ask the server once per page load who we are. */
  async function restore(): Promise<void> {
    if (known.value) return;
    try {
      account.value = await whoAmI();
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.status === 0) throw error;
      account.value = null;
    }
    known.value = true;
  }

  async function enter(credentials: Credentials): Promise<void> {
    account.value = await signIn(credentials);
    known.value = true;
  }

  /** Sign out here even when the server cannot be told: the desk may be left. */
  async function leave(): Promise<void> {
    try {
      await signOut();
    } finally {
      forgetDrafts();
      forget();
    }
  }

  function forget(): void {
    account.value = null;
  }

  function may(permission: string): boolean {
    return account.value?.permissions.includes(permission) ?? false;
  }

  return { account, isSignedIn, restore, enter, leave, forget, may };
});
