/** Start of the staff console (工作台启动): a readable list of what is set up. */
import { createPinia } from "pinia";
import { createApp } from "vue";
import { useAccount } from "@/features/auth/account";
import { land } from "@/features/auth/landing";
import { stopLive } from "@/features/gateway/live";
import { whenSignedOut } from "@/kit/http";
import "@/styles/console.css";
import App from "./App.vue";
import { i18n } from "./i18n";
import { renew } from "./renewal";
import { createConsoleRouter } from "./router";

land();
const app = createApp(App);
const pinia = createPinia();
app.use(pinia);
app.use(i18n);

const account = useAccount(pinia);
const router = createConsoleRouter(account);
app.use(router);

// The session ran out on the server: sign in again and come back to the same page; drafts stay.
whenSignedOut(() => {
  if (!account.isSignedIn) return;
  account.forget();
  stopLive();
  void router.push({ name: "sign-in", query: { to: router.currentRoute.value.fullPath } });
});

router.onError((error, to) => void renew(error, to.fullPath));

app.mount("#app");
