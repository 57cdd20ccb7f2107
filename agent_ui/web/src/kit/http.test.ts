import { afterEach, describe, expect, it, vi } from "vitest";
import { get, post, whenSignedOut } from "./http";
import { locale } from "./locale";
import { ApiProblem } from "./problem";

function answer(status: number, body: unknown): ReturnType<typeof vi.fn> {
  const fake = vi.fn(async () => new Response(body === undefined ? null : JSON.stringify(body), { status }));
  vi.stubGlobal("fetch", fake);
  return fake;
}

afterEach(() => {
  vi.unstubAllGlobals();
  locale.value = "zh-CN";
});

describe("request", () => {
  it("marks every change as coming from our own pages", async () => {
    const fake = answer(200, { ok: true });
    await post("/api/tickets", { content: "路灯不亮" });
    const [path, init] = fake.mock.calls[0] as [string, RequestInit];
    expect(path).toBe("/api/tickets");
    expect((init.headers as Record<string, string>)["X-Requested-With"]).toBe("hotline");
    expect(init.credentials).toBe("same-origin");
  });

  it("leaves empty filters out of the address", async () => {
    const fake = answer(200, {});
    await get("/api/tickets", { q: "噪音", status: "", unit: undefined, limit: 20 });
    expect(fake.mock.calls[0]?.[0]).toBe(`/api/tickets?q=${encodeURIComponent("噪音")}&limit=20`);
  });

  it("turns a refusal into a problem with words in the page's language", async () => {
    answer(409, { type: "t", code: "stale_version", title: "已被他人修改", title_en: "Changed meanwhile", current_version: 7 });
    const problem = await post("/api/x").catch((error: unknown) => error);
    expect(problem).toBeInstanceOf(ApiProblem);
    const refused = problem as ApiProblem;
    expect(refused.isStale).toBe(true);
    expect(refused.words).toBe("已被他人修改");
    locale.value = "en";
    expect(refused.words).toBe("Changed meanwhile");
  });

  it("prefers what is wrong with the whole to a list of field names, and keeps fields apart", async () => {
    const errors = [{ field: "", reason: "求助、投诉、举报须填写地点" }, { field: "parts.0.content", reason: "必须填写" }];
    answer(422, { type: "t", code: "invalid", title: "填写内容有误", detail: "以下内容需要修改：请求内容", errors });
    const refused = (await post("/api/x").catch((error: unknown) => error)) as ApiProblem;
    expect(refused.words).toBe("求助、投诉、举报须填写地点");
    expect(refused.fieldWords).toEqual({ parts: "必须填写" });
  });

  it("says that the network is down instead of blaming the user", async () => {
    vi.stubGlobal("fetch", vi.fn(async () => Promise.reject(new TypeError("failed"))));
    const problem = (await get("/api/x").catch((error: unknown) => error)) as ApiProblem;
    expect(problem.isOffline).toBe(true);
  });

  it("copes with an answer that is not JSON", async () => {
    vi.stubGlobal("fetch", vi.fn(async () => new Response("<h1>Bad gateway</h1>", { status: 502 })));
    const problem = (await get("/api/x").catch((error: unknown) => error)) as ApiProblem;
    expect(problem.status).toBe(502);
    expect(problem.words).toContain("502");
  });

  it("tells the application when the session has ended", async () => {
    const told = vi.fn();
    whenSignedOut(told);
    answer(401, { type: "t", code: "unauthenticated", title: "请先登录" });
    await get("/api/auth/me").catch(() => undefined);
    expect(told).toHaveBeenCalledOnce();
  });
});
