/** Start of the citizen's pages (市民页面启动). */
import { createApp } from "vue";
import "@/styles/portal.css";
import PortalApp from "./PortalApp.vue";

createApp(PortalApp).mount("#app");
