/** Answers on their way into the knowledge (答复转知识): personal data are masked by the server and refused when left. */
import type { components } from "@/api/schema.gen";
import { get, post } from "@/kit/http";
import type { ArticleIn, Content } from "./api";

type Server = components["schemas"];
export type Answered = Server["hotline__process__learning__articles_schemas__FeedbackOut"];
export type Proposal = Server["hotline__process__learning__articles_schemas__ProposalOut"];

export function listAnswered(state: string): Promise<Answered[]> {
  return get("/api/learning/articles", { state });
}

export function readProposal(ticketId: string): Promise<Proposal> {
  return get(`/api/learning/articles/${ticketId}`);
}

export function draftFrom(proposal: Proposal, article: ArticleIn): Promise<Answered> {
  return post(`/api/learning/articles/${proposal.ticket_id}/actions/DRAFT`, { version: proposal.version, article });
}

export function amendFrom(proposal: Proposal, article_id: string, article_version: number, content: Content): Promise<Answered> {
  return post(`/api/learning/articles/${proposal.ticket_id}/actions/AMEND`, { version: proposal.version, article_id, article_version, content });
}

export function notReusable(answered: Answered, reason: string): Promise<Answered> {
  return post(`/api/learning/articles/${answered.ticket_id}/actions/NOT_REUSABLE`, { version: answered.version, reason });
}
