import { expect, it } from "vitest";
import { addressIn } from "./villages";

it("names the village in the address once", () => {
  expect(addressIn("紫南村", " 新村路1号 ")).toBe("紫南村新村路1号");
  expect(addressIn("紫南村", "南庄镇紫南村新村路1号")).toBe("南庄镇紫南村新村路1号");
  expect(addressIn("", "新村路1号")).toBe("新村路1号");
  expect(addressIn("紫南村", "")).toBe("紫南村");
});
