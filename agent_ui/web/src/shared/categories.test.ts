import { expect, it } from "vitest";
import { flatten } from "./categories";

it("names a category by its path from the top", () => {
  const tree = [{ code: "01", name: "城市管理", children: [{ code: "0102", name: "市容环境", children: [{ code: "010203", name: "餐饮油烟" }] }] }];
  expect(flatten(tree).map((choice) => choice.path)).toEqual(["城市管理", "城市管理 / 市容环境", "城市管理 / 市容环境 / 餐饮油烟"]);
});
