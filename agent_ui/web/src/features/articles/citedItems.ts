/** Service items (事项) that an article may name, found by code or name. */
import type { components } from "@/api/schema.gen";
import { get } from "@/kit/http";
import type { Page } from "@/kit/listing";
import type { Found } from "@/shared/RemoteSelect.vue";

type Item = components["schemas"]["ItemLineOut"];

export async function findItems(text: string): Promise<Found[]> {
  const { items } = await get<Page<Item>>("/api/service-items", { text, state: "IN_FORCE", limit: 20 });
  return [...new Map(items.map((item) => [item.code, { value: item.code, label: `${item.name}（${item.code}）` }])).values()];
}
