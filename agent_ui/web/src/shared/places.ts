/** Districts and towns (区·镇街) by their codes, read once per page load. */
import { ref, type Ref } from "vue";
import { get } from "@/kit/http";

export interface District {
  code: string;
  name: string;
  towns: { code: string; name: string }[];
}

const districts = ref<District[]>([]);
let asked: Promise<void> | null = null;

async function load(): Promise<void> {
  districts.value = (await get<{ districts: District[] }>("/api/public/categories")).districts;
}

/** The districts with their towns; asked again after a failure. */
export function useDistricts(): Ref<District[]> {
  asked ??= load().catch(() => {
    asked = null;
  });
  return districts;
}

/** The name of a district or town, or the code itself while names are unknown. */
export function placeName(code: string): string {
  const all = districts.value.flatMap((district) => [district, ...district.towns]);
  return all.find((place) => place.code === code)?.name ?? code;
}
