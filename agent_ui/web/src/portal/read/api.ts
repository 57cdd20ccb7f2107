/** Texts to read (公开内容接口): service items, articles, units with their windows and numbers, notices. */
import type { components } from "@/api/schema.gen";
import { get } from "@/kit/http";
import { once, type Notice } from "../ask/api";

type Schemas = components["schemas"];
export type Item = Schemas["PublicItemOut"];
export type ItemContent = Item["content"];
export type Material = Schemas["Material"];
export type Limit = Schemas["Limit"];
export type Article = Schemas["ArticlePageOut"];
export type Unit = Schemas["PublicUnitOut"];
/** A window of an item or of a unit. */
export interface Window {
  name?: string;
  address?: string;
  district_code?: string;
  hours?: string;
  phone?: string;
  transport?: string;
  map_url?: string;
  serves?: string[];
}

export const readItem = (id: string): Promise<Item> => once(`item ${id}`, () => get(`/api/public/service-items/${id}`));
export const readArticle = (id: string): Promise<Article> => once(`article ${id}`, () => get(`/api/public/articles/${id}`));
export const readNotice = (id: string): Promise<Notice> => once(`notice ${id}`, () => get(`/api/public/notices/${id}`));
export const readUnit = (id: string): Promise<Unit> => once(`unit ${id}`, () => get(`/api/public/directory/units/${id}`));
/** Where a file of an article is taken from. */
export const fileAddress = (article: string, file: string): string => `/api/public/articles/${article}/files/${file}`;
/** What kind of file it is and how large, for whoever pays for his data. */
export const fileKind = (one: Article["attachments"][number]): string => `${one.extension.toUpperCase()} · ${Math.max(1, Math.round(one.size / 1024))} KB`;
/** A unit by the code that texts name their owner by. */
export const readOwner = (code: string): Promise<Unit> => once(`owner ${code}`, () => get(`/api/public/units/${encodeURIComponent(code)}`));
