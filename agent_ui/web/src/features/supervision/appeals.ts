/** Appeals against cards (监察牌申诉): the unit says why, two uninvolved people of one mind decide. */
import type { components } from "@/api/schema.gen";
import { get, post, type Query } from "@/kit/http";
import type { Page } from "@/kit/listing";
import type { Card } from "./api";

export type CardAppeal = components["schemas"]["AppealOut"];
export type Opinion = components["schemas"]["OpinionIn"];

const SETTLED = new Set(["CORRECTED", "EXEMPTED", "REVOKED"]);
/** Fewer words are no reason (the server's rule). */
export const SHORTEST = 5;

/** A card that still counts against its unit, not appealed yet; the server knows whether it is too late. */
export function mayBeAppealed(card: Card): boolean {
  return card.appeal_id === null && !SETTLED.has(card.disposition);
}

export function appealCard(card: Card, ground: string, files: string[]): Promise<CardAppeal> {
  return post(`/api/supervision/cards/${card.id}/appeal`, { version: card.version, ground, files });
}

/** Appeals that we may see, newest first. */
export function listAppeals(query: Query): Promise<Page<CardAppeal>> {
  return get("/api/supervision/card-appeals", query);
}

export function giveOpinion(appeal: CardAppeal, opinion: Omit<Opinion, "version">): Promise<CardAppeal> {
  return post(`/api/supervision/card-appeals/${appeal.id}/opinion`, { version: appeal.version, ...opinion });
}
