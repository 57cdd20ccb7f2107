import { nextTick } from "vue";
import { expect, it, vi } from "vitest";

async function fresh() {
  vi.resetModules();
  return import("./place");
}

it("keeps the district on the device only if that was asked for", async () => {
  const { district, remembered } = await fresh();
  district.value = "440604";
  await nextTick();
  expect(localStorage.length).toBe(0);
  remembered.value = true;
  await nextTick();
  expect((await fresh()).district.value).toBe("440604");
  remembered.value = false;
  await nextTick();
  expect((await fresh()).district.value).toBe("");
});

it("does not trust what stands in the storage", async () => {
  localStorage.setItem("hotline.portal.district", "<b>");
  expect((await fresh()).district.value).toBe("");
});
