/** What an agent writes down (受理登记表) and how it is sent. */
import { fromLocalInput } from "@/kit/time";
import { addressIn } from "@/kit/villages";
import { isArticle, type Cited } from "@/shared/citing";
import { newRespondent, respondentBody, type RespondentPart } from "./respondent";
import type { Question } from "./seen";

export interface Intake extends RespondentPart {
  channel: string;
  source_platform: string;
  external_ref: string;
  on_behalf_of: string;
  name: string;
  phone: string;
  contact_address: string;
  company_name: string;
  credit_code: string;
  anonymous: boolean;
  content: string;
  kind: string;
  category_code: string;
  urgency: string;
  confidential: boolean;
  address: string;
  district_code: string;
  town_code: string;
  village_name: string;
  /** Empty for a village whose code nobody has entered: then its name goes into the address. */
  village_code: string;
  occurred_at: string;
  occurred_until: string;
  reply_wanted: boolean;
  publish_allowed: boolean;
  special_group: string;
  agent_note: string;
  public_answer: string;
  citations: Cited[];
}

export function newIntake(): Intake {
  return {
    ...newRespondent(),
    channel: "VOICE",
    source_platform: "NONE",
    external_ref: "",
    on_behalf_of: "",
    name: "",
    phone: "",
    contact_address: "",
    company_name: "",
    credit_code: "",
    anonymous: false,
    content: "",
    kind: "",
    category_code: "",
    urgency: "NORMAL",
    confidential: false,
    address: "",
    district_code: "",
    town_code: "",
    village_name: "",
    village_code: "",
    occurred_at: "",
    occurred_until: "",
    reply_wanted: true,
    publish_allowed: false,
    special_group: "NONE",
    agent_note: "",
    public_answer: "",
    citations: [],
  };
}

/** District and town of a division code: six digits name a district, more a town in it. */
export function placeOf(code: string): { district_code: string; town_code: string } {
  return { district_code: code.slice(0, 6), town_code: code.length > 6 ? code : "" };
}

const SHORTEST_QUESTION = 10;
const SHORTEST_NUMBER = 7;

/** What the search for earlier tickets is asked; null while there is too little to compare. */
export function seenQuestion(form: Intake): Question | null {
  const text = form.content.trim();
  if (text.length < SHORTEST_QUESTION) return null;
  const place = filled({ address: form.address.trim(), district_code: form.district_code, town_code: form.town_code });
  const phone = form.anonymous || form.phone.trim().length < SHORTEST_NUMBER ? "" : form.phone.trim();
  return filled({ text, phone, category_code: form.category_code, place: Object.keys(place).length ? place : undefined }) as unknown as Question;
}

function filled(entries: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== "" && value !== undefined));
}

/** The request body; empty fields are left out, an anonymous caller sends no contact. */
export function intakeBody(form: Intake): Record<string, unknown> {
  const { channel, source_platform, external_ref, kind, category_code, urgency, confidential, reply_wanted, publish_allowed, special_group, agent_note } = form;
  const place = filled({ address: addressIn(form.village_code ? "" : form.village_name, form.address), district_code: form.district_code, town_code: form.town_code, village_code: form.village_code });
  const contact = filled({
    name: form.name.trim(),
    phone: form.phone.trim(),
    address: form.contact_address.trim(),
    company_name: form.company_name.trim(),
    credit_code: form.credit_code.trim().toUpperCase(),
  });
  return filled({
    channel,
    source_platform,
    external_ref: external_ref.trim(),
    content: form.content.trim(),
    kind,
    category_code,
    urgency,
    confidential,
    reply_wanted,
    publish_allowed,
    special_group,
    agent_note: agent_note.trim(),
    anonymous: form.anonymous,
    occurred_at: form.occurred_at ? fromLocalInput(form.occurred_at) : undefined,
    occurred_until: form.occurred_until ? fromLocalInput(form.occurred_until) : undefined,
    respondent: respondentBody(form),
    place: Object.keys(place).length ? place : undefined,
    contact: form.anonymous || Object.keys(contact).length === 0 ? undefined : contact,
  });
}

/** Why an answer names its source and no article; stays on the record as it is. */
export const NOT_AN_ARTICLE = "引用服务事项等已发布的内容";
export const LONGEST_SOURCE = 200;

/** Fields of an answer on the spot: it always cites what it rests on; what is no article is named as its source. */
export function answerFields(form: Intake): Record<string, unknown> {
  const articles = form.citations.filter((one) => isArticle(one.document));
  const named = articles.length ? "" : form.citations.map((one) => one.title).join("；").slice(0, LONGEST_SOURCE);
  return filled({
    kind: form.kind || "CONSULT",
    category_code: form.category_code,
    public_answer: form.public_answer.trim(),
    article_revision_ids: articles.map((one) => one.revision_id),
    answer_source: named,
    source_reason: named ? NOT_AN_ARTICLE : "",
  });
}
