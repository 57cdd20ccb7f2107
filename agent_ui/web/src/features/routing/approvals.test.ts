import { expect, it } from "vitest";
import { basisLine, sourceOf, type ProposedRow } from "./approvals";

const row = (more: Partial<ProposedRow>): ProposedRow => ({
  id: "R9", category_code: "010103", district_code: "440604", condition: null, condition_words: null, valid_from: "2026-12-01", valid_to: null, lead_unit_id: "U2", partners: [], fallback_unit_id: null, no_push_down: false,
  basis: [], limit_override: null, limit_basis: "", must_review: false, source_ruling_id: null, supersedes_id: null, proposed_by: "A", proposed_at: "2026-11-20T02:00:00Z", ...more,
});

it("says of a row whether a ruling, a hint or a person led to it", () => {
  const hints = new Map([["R9", { zh: "近365天…", en: "in 365 days…" }]]);
  expect(sourceOf(row({ source_ruling_id: "RU1", supersedes_id: "R1" }), hints)).toBe("ruling");
  expect(sourceOf(row({ supersedes_id: "R1" }), hints)).toBe("hint");
  expect(sourceOf(row({ id: "R8", supersedes_id: "R1" }), hints)).toBe("changed");
  expect(sourceOf(row({ id: "R8" }), hints)).toBe("new");
});

it("names the kind of a basis before its title, and leaves out an article nobody gave", () => {
  expect(basisLine({ title: "《城市市容管理规定》", article: "第三条" }, "法律法规")).toBe("法律法规：《城市市容管理规定》 第三条");
  expect(basisLine({ title: "禅城区镇街履职清单", article: "" }, "镇街履职清单")).toBe("镇街履职清单：禅城区镇街履职清单");
  expect(basisLine({}, "裁决")).toBe("裁决");
});
