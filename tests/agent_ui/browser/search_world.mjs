// The citizen's questions and chats as the server answers them (问答世界), with what was sent to it.
import * as recorded from "./recorded.mjs";
import * as asked from "./recorded_search.mjs";

const problem = (status, code, title) => [status, { type: `urn:hotline:problem:${code}`, status, code, title, detail: title }];
const bubble = (text, ...buttons) => ({ text, buttons: [...buttons, { label: "转人工", say: "人工" }] });

export class SearchWorld {
  constructor() {
    this.sent = [];
    this.chats = 0;
    this.away = 0;
    this.heard = new Map();
  }

  /** What was sent to an address, in order. */
  at(path) {
    return this.sent.filter((one) => one.path.endsWith(path)).map((one) => one.body);
  }

  answer(method, path, body) {
    this.sent.push({ method, path, body, query: this.query });
    const key = `${method} ${path}`;
    if (key.startsWith("POST /api/public/chat")) return this.chat(path, body);
    if (key === "POST /api/public/knowledge/answer") return this.down ? problem(503, "search_down", "检索暂时不可用") : [200, asked.answerTo(body)];
    if (key === "POST /api/public/advice") return [200, asked.advice(body.text)];
    if (key === "POST /api/public/knowledge/feedback") return [202, { report_id: null }];
    if (key === "POST /api/public/knowledge/no-help") return [204, null];
    const gone = problem(404, "not_found", "没有这条内容");
    const known = {
      "/api/public/knowledge/search": asked.found,
      "/api/public/knowledge/suggest": asked.suggested,
      "/api/public/knowledge/related": asked.related,
      "/api/public/knowledge/hot": asked.hot,
      "/api/public/notices": asked.notices,
      "/api/public/categories": recorded.publicCategories,
      "/api/public/units/FS-GA": asked.unit,
      [`/api/public/directory/units/${asked.unit.unit_id}`]: asked.unit,
      [`/api/public/service-items/${asked.item.id}`]: asked.item,
      [`/api/public/articles/${asked.article.id}`]: asked.article,
      [`/api/public/notices/${asked.notices[0].id}`]: asked.notices[0],
    };
    return path in known ? [200, known[path]] : gone;
  }

  /** The assistant: the same key is answered as it was. */
  chat(path, body) {
    if (path.endsWith("/chat")) {
      this.chats += 1;
      return [201, { token: `token-of-chat-number-${this.chats}`, label: "自动答复", bubbles: [bubble("【自动答复】您好，我是12345热线的自动助手。")] }];
    }
    if (this.away > 0) {
      this.away -= 1;
      return problem(502, "bad_gateway", "服务器没有应答");
    }
    if (this.expired && path.includes("number-1/")) return problem(410, "signed_token_expired", "对话已过期");
    const known = this.heard.get(body.key);
    const told = known ?? { label: "自动答复", bubbles: this.reply(body.text) };
    this.heard.set(body.key, told);
    return [200, told];
  }

  reply(text) {
    if (text === "人工") return [bubble("已转人工。请留下手机号，由工作人员给您回电；急需请直接拨打12345。")];
    if (text.includes("油烟")) return [bubble("您反映的情况，我可以登记成工单。\n1. 登记诉求\n2. 暂不登记", { label: "登记诉求", say: "登记" }, { label: "暂不登记", say: "不登记" })];
    return [bubble(`【自动答复】关于“${text}”：`), bubble("到派出所户政窗口补领。\n".repeat(6))];
  }
}
