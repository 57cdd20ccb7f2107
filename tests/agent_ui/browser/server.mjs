// A small server of recorded answers (录制服务): the built pages under the product's own security headers.
import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { brainAnswer } from "./brain.mjs";
import * as recorded from "./recorded.mjs";

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };
const FOREVER = "public, max-age=31536000, immutable"; // as the product says of files named by their content
const CSP =
  "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self' data:; " +
  "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const problem = (status, code, title, more = {}) => [status, { type: `urn:hotline:problem:${code}`, status, code, title, detail: title, ...more }];

/** One visitor's world: whether he is signed in, what he sent, how the ticket moved. */
export class World {
  constructor() {
    this.signedIn = false;
    this.sent = [];
    this.drafts = new Map();
    this.ticket = structuredClone(recorded.ticket);
    this.rows = structuredClone(recorded.rows);
    this.callbacks = structuredClone(recorded.callbacks);
  }

  static rows = recorded.rows;

  /** Someone else changes the ticket. */
  overtake() {
    this.ticket.version += 1;
    this.ticket.urgency = "URGENT";
    this.ticket.timeline.push({ at: new Date().toISOString(), id: `L${this.ticket.version}`, action: "CHANGE_URGENCY", label: "调整紧急程度", actor_name: "黄敏", details: [{ label: "理由", text: "市民称有老人不适。" }] });
  }

  answer(method, path, body) {
    if (method !== "GET") this.sent.push({ method, path, body });
    const key = `${method} ${path}`;
    const act = /^POST \/api\/tickets\/\w+\/actions\/(\w+)$/.exec(key);
    if (act) return this.act(act[1], body);
    if (/^GET \/api\/tickets\/\w+$/.test(key)) return [200, this.ticket];
    if (key.startsWith("GET /api/tickets/by-number/")) return key.endsWith(`/${this.ticket.number}`) ? [200, this.ticket] : problem(404, "ticket_not_found", "没有找到工单", { title_en: "No such ticket" });
    if (/^GET \/api\/tickets\/\w+\/similar$/.test(key)) return [200, recorded.similar];
    if (/^GET \/api\/tickets\/\w+\/person$/.test(key)) return [200, recorded.person];
    if (/^POST \/api\/catalogue\/(approve|\w+\/reject)$/.test(key)) return this.decide(path, body);
    if (/^POST \/api\/supervision\/(cards|card-appeals)\/\w+\/\w+$/.test(key)) return [200, {}];
    if (/^POST \/api\/callbacks\//.test(key)) return this.callback(path);
    if (/^POST \/api\/tickets\/\w+\/files$/.test(key)) return [201, { ids: ["FILE-1"] }];
    if (/^\w+ \/api\/drafts\/[\w.:-]{1,80}$/.test(key)) return this.draft(method, path, body);
    if (/^POST \/api\/tickets\/\w+\/reveal$/.test(key)) return [200, { value: "13812345678" }];
    if (/^(PUT|GET|DELETE) \/api\/public\/drafts\/[\w-]{16,64}$/.test(key)) return [200, { content: "草稿里的内容" }];
    if (/^POST \/api\/public\/tickets\//.test(key)) return [200, { text: "已收到，谢谢。" }];
    if (/^DELETE \/api\/views\/\w+$/.test(key) || /^POST \/api\/supervision\/notices\/\w+\/read$/.test(key)) return [200, {}];
    return this.fixed(key, body);
  }

  draft(method, path, body) {
    if (method === "PUT") this.drafts.set(path, body.form);
    if (method === "DELETE") this.drafts.delete(path);
    const form = this.drafts.get(path);
    return method === "GET" && !form ? problem(404, "not_found", "没有这份草稿") : [200, form ?? {}];
  }

  decide(path, body) {
    if (this.twoPersons) return problem(403, "routing_two_persons_needed", "提出人不能批准自己的修改", { title_en: "The proposer may not approve" });
    const ids = body.row_ids ?? [path.split("/").at(-2)];
    this.decided = [...(this.decided ?? []), ...ids];
    return [200, body.row_ids ? ids.map((id) => ({ id })) : { id: ids[0] }];
  }

  callback(path) {
    if (path.endsWith("/number")) return [200, { number: "13812345678" }];
    this.callbacks = this.callbacks.filter((one) => !path.includes(one.id));
    return [204, null];
  }

  act(action, body) {
    if (this.refuse) return problem(409, "illegal_transition", "当前状态不能进行此操作", { allowed_actions: ["DISPATCH"] });
    if (body.version !== this.ticket.version) return problem(409, "stale_version", "工单已被他人更新", { current_version: this.ticket.version });
    this.ticket.version += 1;
    if (action !== "RECLASSIFY") this.ticket.status = `${action}_DONE`;
    this.ticket.timeline.push({ at: new Date().toISOString(), id: `L${this.ticket.version}`, action, label: action, actor_name: "陈晓", details: [] });
    return [200, this.ticket];
  }

  fixed(key, body) {
    if (key === "POST /api/auth/login") return this.login(body);
    if (key === "GET /api/auth/me") return this.signedIn ? [200, { account: { ...recorded.account, permissions: this.permissions ?? recorded.account.permissions }, duty: null }] : problem(401, "unauthenticated", "请先登录");
    if (key === "POST /api/public/track" && body.code !== "402917") return problem(404, "not_found", "编号或查询码不正确");
    const answers = {
      "POST /api/auth/logout": {},
      "GET /api/queues": recorded.queues,
      "GET /api/tickets": { items: this.rows, next_cursor: "more" },
      "POST /api/tickets": { ...recorded.opened, id: this.ticket.id, version: this.ticket.version },
      "GET /api/callbacks": this.callbacks,
      "GET /api/auth/oidc": this.provider ?? { enabled: false, label: "" },
      "GET /api/views": [{ id: "V1", name: "今天到期", filters: { light: "YELLOW" } }],
      "GET /api/categories": recorded.staffCategories,
      "GET /api/units": recorded.units,
      "POST /api/suggestions": this.suggestion ?? recorded.ticket.suggestion,
      "GET /api/articles/search": recorded.hits,
      "GET /api/supervision/cards": recorded.cards,
      "GET /api/supervision/notices": this.notices ? { items: this.notices, next_cursor: null } : recorded.notices,
      "GET /api/worktime": recorded.worktime,
      "GET /api/public/towns/440604001/villages": recorded.villages,
      "GET /api/supervision/card-appeals": recorded.appeals,
      "GET /api/supervision/orders": recorded.orders,
      "POST /api/supervision/orders": recorded.orders.items[0],
      "GET /api/public/categories": recorded.publicCategories,
      "POST /api/public/advice": recorded.advice,
      "POST /api/public/requests": recorded.receipt,
      "POST /api/uploads": { id: "F9", claim: "CLAIM-9", kind: "IMAGE", extension: "png", size: 1 },
      "POST /api/public/uploads": { id: "F9", claim: "CLAIM-9", kind: "IMAGE", extension: "png", size: 1 },
      "POST /api/public/track": recorded.tracked,
    };
    return key in answers ? [200, answers[key]] : brainAnswer(key, this, body) ?? problem(404, "not_found", `未录制 ${key}`);
  }

  login(body) {
    if (body.password !== "correct horse") return problem(401, "login_refused", "账号或口令不正确");
    if (!body.code) return problem(401, "second_factor_required", "请输入动态口令");
    this.signedIn = true;
    return [200, { account: recorded.account, duty: null }];
  }
}

/** The words of a form with files; of a file its name. */
function formFields(request, raw) {
  const boundary = /boundary=(.+)$/.exec(request.headers["content-type"] ?? "")?.[1];
  if (!boundary) return {};
  const parts = raw.toString().split(`--${boundary}`).map((part) => /name="([^"]+)"(?:; filename="([^"]*)")?[^]*?\r\n\r\n([^]*)\r\n$/.exec(part));
  return Object.fromEntries(parts.filter(Boolean).map(([, name, file, words]) => [name, file ?? words]));
}

/** Serve `folder` and a world; resolves with { url, world, close }. */
export function serve(folder) {
  const state = { world: new World() };
  const server = createServer((request, response) => {
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => reply(request, Buffer.concat(chunks)));

    function reply({ method, url }, raw) {
      const { pathname, searchParams } = new URL(url, "http://x");
      response.setHeader("Content-Security-Policy", CSP);
      response.setHeader("X-Content-Type-Options", "nosniff");
      if (pathname.startsWith("/api/")) {
        const isJson = request.headers["content-type"]?.startsWith("application/json");
        state.world.query = Object.fromEntries(searchParams);
        const [status, body] = state.world.answer(method, pathname, isJson ? JSON.parse(raw.toString()) : formFields(request, raw));
        response.writeHead(status, { "Content-Type": status < 400 ? "application/json" : "application/problem+json" });
        response.end(status === 204 ? undefined : typeof body === "string" ? body : JSON.stringify(body));
        return;
      }
      try {
        const entry = { "/": "portal.html", "/console": "index.html" }[pathname];
        const file = join(folder, entry ?? (pathname.startsWith("/console/") ? "index.html" : null) ?? pathname.replace(/^\/ui\//, ""));
        const content = readFileSync(file);
        response.writeHead(200, { "Content-Type": TYPES[extname(file)] ?? "application/octet-stream", "Cache-Control": pathname.startsWith("/ui/assets/") ? FOREVER : "no-cache" });
        response.end(content);
      } catch {
        response.writeHead(404).end();
      }
    }
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      resolve({ url: `http://127.0.0.1:${server.address().port}`, state, close: () => server.close() });
    });
  });
}
