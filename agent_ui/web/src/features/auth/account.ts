/** The signed-in account (当前账号): the one store every page may read. */
import { defineStore } from "pinia";
import { computed, ref } from "vue";
import { forgetDrafts } from "@/kit/draft";
import { ApiProblem } from "@/kit/problem";
import { signIn, signOut, whoAmI, type Account, type Credentials, type Duty, type Me } from "./api";

const OWNER = "hotline.draft-owner";

export const useAccount = defineStore("account", () => {
  const account = ref<Account | null>(null);
  const duty = ref<Duty | null>(null);
  const known = ref(false);
  const isSignedIn = computed(() => account.value !== null);

  /** Ask the server once per page load who we are. */
  async function restore(): Promise<void> {
    if (known.value) return;
    try {
      take(await whoAmI());
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.status === 0) throw error;
      forget();
    }
    known.value = true;
  }

  function take(me: Me): void {
    account.value = me.account;
    duty.value = me.duty;
  }

  /** Ask again, as after a duty was done. */
  async function refresh(): Promise<void> {
    take(await whoAmI());
  }

  async function enter(credentials: Credentials): Promise<void> {
    take(await signIn(credentials));
    known.value = true;
    keepOnlyOwnDrafts();
  }

  /** After a session ran out, one's own drafts are still there; somebody else must not find them. */
  function keepOnlyOwnDrafts(): void {
    const id = account.value?.id ?? "";
    if (sessionStorage.getItem(OWNER) !== id) forgetDrafts();
    sessionStorage.setItem(OWNER, id);
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
    duty.value = null;
  }

  function may(permission: string): boolean {
    return account.value?.permissions.includes(permission) ?? false;
  }

  return { account, duty, isSignedIn, restore, refresh, enter, leave, forget, may };
});
