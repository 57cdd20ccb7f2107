/** Which pages exist and who may open them (路由); the permission is the server's word. */
import { createRouter, createWebHashHistory, type RouteRecordRaw, type Router } from "vue-router";

interface Visitor {
  isSignedIn: boolean;
  duty: string | null;
  restore: () => Promise<void>;
  may: (permission: string) => boolean;
}

declare module "vue-router" {
  interface RouteMeta {
    public?: boolean;
    /** Any one of these opens the page. */
    needs?: string[];
    title?: string;
  }
}

export const INTAKE = ["ticket.open"];
export const DESK = ["ticket.sign", "ticket.handle", "ticket.approve"];
export const SUPERVISION = ["supervision.read", "supervision.inspect", "supervision.act", "ticket.approve", "ticket.adjudicate"];
export const CALLBACKS = ["ticket.open"];
export const DIALOGUES = ["ticket.open"];
export const TICKETS = ["ticket.read"];
export const KNOWLEDGE = ["knowledge.read"];
export const INCIDENTS = ["incident.read"];
export const HOT = ["hot.read"];
export const DRIFT = ["drift.read"];
export const TRIAGE = ["ticket.dispatch"];
export const CATALOGUE = ["catalogue.read", "report.read"];
export const AUTOMATIC = ["policy.propose"];
/** The versions of the tree are for everybody's eyes; whoever works with them finds them in the menu. */
export const TAXONOMY = ["taxonomy.read", "taxonomy.manage"];
export const TREE_WORK = ["taxonomy.manage", "drift.read"];
export const POLICY = ["policy.propose"];
export const SYNONYMS = [...TREE_WORK, ...POLICY];
/** Articles and items are for every reader's eyes; whoever looks after them finds them in the menu. */
export const KNOWLEDGE_WORK = ["knowledge.edit", "knowledge.own", "knowledge.publish"];
/** Which weights rank the search: read by whoever writes knowledge, changed by the hotline's editors. */
export const RANKING = ["knowledge.edit", "knowledge.publish"];
export const LEARNING = ["taxonomy.manage", ...POLICY];

const routes: RouteRecordRaw[] = [
  { path: "/sign-in", name: "sign-in", component: () => import("./pages/SignInPage.vue"), meta: { public: true, title: "signIn.title" } },
  {
    path: "/",
    component: () => import("./layout/ShellLayout.vue"),
    children: [
      { path: "", name: "home", redirect: "/tickets" },
      { path: "account", name: "account", component: () => import("./pages/AccountPage.vue"), meta: { title: "account.title" } },
      { path: "tickets", name: "tickets", component: () => import("./pages/ListPage.vue"), meta: { needs: TICKETS, title: "list.title" } },
      { path: "tickets/search", name: "search", component: () => import("./pages/SearchTicketsPage.vue"), meta: { needs: TICKETS, title: "find.title" } },
      { path: "tickets/:id", name: "ticket", component: () => import("./pages/TicketPage.vue"), meta: { needs: TICKETS, title: "ticket.page" } },
      { path: "intake", name: "intake", component: () => import("./pages/IntakePage.vue"), meta: { needs: INTAKE, title: "intake.title" } },
      { path: "callbacks", name: "callbacks", component: () => import("./pages/CallbacksPage.vue"), meta: { needs: CALLBACKS, title: "callbacks.title" } },
      { path: "dialogues", name: "dialogues", component: () => import("./pages/DialoguesPage.vue"), meta: { needs: DIALOGUES, title: "dialogues.title" } },
      { path: "desk", name: "desk", component: () => import("./pages/DeskPage.vue"), meta: { needs: DESK, title: "desk.title" } },
      { path: "incidents", name: "incidents", component: () => import("./pages/IncidentsPage.vue"), meta: { needs: INCIDENTS, title: "incident.title" } },
      { path: "incidents/:id", name: "incident", component: () => import("./pages/IncidentPage.vue"), meta: { needs: INCIDENTS, title: "incident.title" } },
      { path: "hot-topics", name: "hot-topics", component: () => import("./pages/HotTopicsPage.vue"), meta: { needs: HOT, title: "hot.title" } },
      { path: "briefs", name: "briefs", component: () => import("./pages/BriefsPage.vue"), meta: { needs: HOT, title: "brief.title" } },
      { path: "drift", name: "drift", component: () => import("./pages/DriftPage.vue"), meta: { needs: DRIFT, title: "drift.title" } },
      { path: "triage", name: "triage", component: () => import("./pages/TriagePage.vue"), meta: { needs: TRIAGE, title: "triage.title" } },
      { path: "catalogue", name: "catalogue", component: () => import("./pages/CataloguePage.vue"), meta: { needs: CATALOGUE, title: "catalogue.title" } },
      { path: "automatic", name: "automatic", component: () => import("./pages/AutomaticPage.vue"), meta: { needs: AUTOMATIC, title: "automatic.title" } },
      { path: "taxonomy", name: "taxonomy", component: () => import("./pages/TaxonomyPage.vue"), meta: { needs: TAXONOMY, title: "taxonomy.title" } },
      { path: "limits", name: "limits", component: () => import("./pages/LimitsPage.vue"), meta: { needs: POLICY, title: "limits.title" } },
      { path: "examples", name: "examples", component: () => import("./pages/ExamplesPage.vue"), meta: { needs: TREE_WORK, title: "examples.title" } },
      { path: "synonyms", name: "synonyms", component: () => import("./pages/SynonymsPage.vue"), meta: { needs: SYNONYMS, title: "synonyms.title" } },
      { path: "rules", name: "rules", component: () => import("./pages/RulesPage.vue"), meta: { needs: POLICY, title: "rules.title" } },
      { path: "memory", name: "memory", component: () => import("./pages/MemoryPage.vue"), meta: { needs: LEARNING, title: "memory.title" } },
      { path: "supervision", name: "supervision", component: () => import("./pages/SupervisionPage.vue"), meta: { needs: SUPERVISION, title: "supervision.title" } },
      { path: "notices", name: "notices", component: () => import("./pages/NoticesPage.vue"), meta: { title: "notices.title" } },
      { path: "knowledge", name: "knowledge", component: () => import("./pages/KnowledgePage.vue"), meta: { needs: KNOWLEDGE, title: "knowledge.title" } },
      { path: "editorial", name: "editorial", component: () => import("./pages/EditorialPage.vue"), meta: { needs: KNOWLEDGE_WORK, title: "kb.editorial.title" } },
      { path: "articles", name: "articles", component: () => import("./pages/ArticlesPage.vue"), meta: { needs: KNOWLEDGE, title: "kb.articles.title" } },
      { path: "articles/new", name: "article-new", component: () => import("./pages/ArticleNewPage.vue"), meta: { needs: ["knowledge.edit"], title: "kb.write.new" } },
      { path: "articles/:id", name: "article", component: () => import("./pages/ArticlePage.vue"), meta: { needs: KNOWLEDGE, title: "kb.articles.one" } },
      { path: "items", name: "items", component: () => import("./pages/ItemsPage.vue"), meta: { needs: KNOWLEDGE, title: "kb.items.title" } },
      { path: "items/:id", name: "item", component: () => import("./pages/ItemPage.vue"), meta: { needs: KNOWLEDGE, title: "kb.items.one" } },
      { path: "announcements", name: "announcements", component: () => import("./pages/AnnouncementsPage.vue"), meta: { needs: KNOWLEDGE, title: "kb.announcements.title" } },
      { path: "directory", name: "directory", component: () => import("./pages/DirectoryPage.vue"), meta: { needs: KNOWLEDGE, title: "kb.directory.title" } },
      { path: "words", name: "words", component: () => import("./pages/WordsPage.vue"), meta: { needs: KNOWLEDGE_WORK, title: "kb.words.title" } },
      { path: "ranking", name: "ranking", component: () => import("./pages/RankingPage.vue"), meta: { needs: RANKING, title: "kb.ranking.title" } },
      { path: ":rest(.*)*", name: "nowhere", component: () => import("./pages/NowherePage.vue"), meta: { title: "nowhere.title" } },
    ],
  },
];

export function createConsoleRouter(visitor: Visitor): Router {
  const router = createRouter({ history: createWebHashHistory(), routes });
  router.beforeEach(async (to) => {
    if (to.meta.public) return true;
    const asked = (to.redirectedFrom ?? to).fullPath; // who asked for home gets his own home after signing in
    try {
      await visitor.restore();
    } catch {
      return { name: "sign-in", query: { to: asked } };
    }
    if (!visitor.isSignedIn) return { name: "sign-in", query: { to: asked } };
    if (visitor.duty && to.name !== "account") return { name: "account" };
    const allowed = !to.meta.needs || to.meta.needs.some((permission) => visitor.may(permission));
    if (!allowed && to.redirectedFrom?.name === "home") return { name: "account" };
    return allowed ? true : { name: "nowhere", params: { rest: to.path.slice(1).split("/") }, replace: true };
  });
  return router;
}
