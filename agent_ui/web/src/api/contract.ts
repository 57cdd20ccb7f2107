/** The shapes we wrote by hand must fit what the server says (接口契约): checked by the compiler alone. */
import type { Me } from "@/features/auth/api";
import type { Card, Order } from "@/features/supervision/api";
import type { Notice } from "@/features/supervision/notices";
import type { RepeatFigure, RepeatRow } from "@/features/supervision/repeats";
import type { Alike } from "@/features/routing/alike";
import type { ProposedRow } from "@/features/routing/approvals";
import type { Finding, Hint, Ruling, TownLoad, Why } from "@/features/routing/catalogue";
import type { Automatic, AutomaticApproval, Triage } from "@/features/routing/dispatching";
import type { Memory } from "@/features/learning/api";
import type { Example, ExampleVersion } from "@/features/taxonomy/examples";
import type { Limit, LimitProposal } from "@/features/taxonomy/limits";
import type { Mapping, MappingLine, TreeVersion } from "@/features/taxonomy/trees";
import type { Alert, Drift } from "@/features/drift/api";
import type { BriefRow, Topic, TopicDetail } from "@/features/hot/api";
import type { Line, Waiting } from "@/features/dialogues/api";
import type { Adoption } from "@/features/knowledge/adoption";
import type { Answer, Assisted, Found as KnowledgeFound, Hot, Related, Suggested } from "@/features/knowledge/api";
import type { ReportClock } from "@/features/knowledge/feedback";
import type { Incident, IncidentRow, Measure, MeasureItem, Member as IncidentMember } from "@/features/incidents/api";
import type { Opened, Queue, TicketRow } from "@/features/tickets/api";
import type { Similar } from "@/features/tickets/similar";
import type { Colleague } from "@/features/tickets/colleagues";
import type { SeenBefore, SeenOnTicket } from "@/features/tickets/seen";
import type { SavedView } from "@/features/tickets/views";
import type { Advice, Receipt, Tracked } from "@/portal/api";
import type { Hit } from "@/shared/articles";
import type { CategoryNode } from "@/shared/categories";
import type { Member } from "@/shared/members";
import type { PolicyVersion } from "@/shared/policies";
import type { Unit } from "@/shared/units";
import type { Worktime } from "@/shared/worktime";
import type { components } from "./schema.gen";

type Server = components["schemas"];
/** What has a default is told all the same. */
type Told<Name extends keyof Server> = Required<Server[Name]>;
/** What the server sends can be read as what we expect: every member is there, with our type. */
type Fits<Ours, Theirs> = Theirs extends Ours ? true : never;

export const contract: {
  me: Fits<Omit<Me, "duty">, Server["MeOut"]>;
  row: Fits<TicketRow, Server["TicketRowOut"]>;
  queue: Fits<Queue, Server["QueueOut"]>;
  opened: Fits<Opened, Server["OpenedOut"]>;
  similar: Fits<Similar, Server["MergeCandidateOut"]>;
  view: Fits<Omit<SavedView, "filters">, Server["ViewOut"]>;
  card: Fits<Card, Server["hotline__supervision__schemas__CardOut"]>;
  notice: Fits<Notice, Server["hotline__supervision__schemas__NoticeOut"]>;
  colleague: Fits<Colleague, Server["ColleagueOut"]>;
  worktime: Fits<Worktime, Server["WorktimeOut"]>;
  order: Fits<Order, Server["OrderOut"]>;
  hit: Fits<Hit, Server["knowledge__articles__schemas__HitOut"]>;
  category: Fits<CategoryNode, Server["CategoryOut"]>;
  unit: Fits<Unit, Server["hotline__kit__organisation__schemas__UnitOut"]>;
  member: Fits<Member, Server["hotline__kit__organisation__schemas__MemberOut"]>;
  receipt: Fits<Omit<Receipt, "alarms">, Server["ReceiptOut"]>;
  advice: Fits<Advice, Server["AdviceOut"]>;
  tracked: Fits<Tracked, Server["TrackOut"]>;
  seen: Fits<SeenBefore, Server["SeenBeforeOut"]>;
  seenOn: Fits<SeenOnTicket, Server["TicketSeenOut"]>;
  incidentRow: Fits<IncidentRow, Server["IncidentRowOut"]>;
  incident: Fits<Incident, Server["IncidentOut"]>;
  measure: Fits<Measure, Server["MeasureOut"]>;
  measureItem: Fits<MeasureItem, Server["hotline__process__incidents__schemas__ItemOut"]>;
  incidentMember: Fits<IncidentMember, Server["hotline__process__incidents__schemas__MemberOut"]>;
  topic: Fits<Topic, Server["HotTopicOut"]>;
  topicDetail: Fits<TopicDetail, Server["HotTopicDetailOut"]>;
  briefRow: Fits<BriefRow, Server["BriefRowOut"]>;
  alert: Fits<Alert, Server["DriftAlertOut"]>;
  alike: Fits<Alike, Server["AlikeOut"]>;
  proposedRow: Fits<ProposedRow, Server["ResponsibilityOut"]>;
  finding: Fits<Finding, Server["routing__schemas__FaultOut"]>;
  repeat: Fits<RepeatRow, Server["RepeatRowOut"]>;
  repeatFigure: Fits<RepeatFigure, Server["RepeatFigureOut"]>;
  hint: Fits<Hint, Server["routing__catalogue__hints_api__HintOut"]>;
  ruling: Fits<Ruling, Told<"RulingOut">>;
  townLoad: Fits<TownLoad, Server["TownLoadOut"]>;
  why: Fits<Why, Told<"hotline__process__dispatching__schemas__WhyOut">>;
  triage: Fits<Triage, Server["TriageOut"]>;
  automatic: Fits<Omit<Automatic, "figures">, Server["AutomaticOut"]>;
  approval: Fits<AutomaticApproval, Server["ApprovalOut"]>;
  drift: Fits<Drift, Server["BoardOut"]>;
  tree: Fits<TreeVersion, Server["routing__taxonomy__schemas__VersionOut"]>;
  mapping: Fits<Mapping, Server["MappingOut"]>;
  mappingLine: Fits<MappingLine, Server["MapLineOut"]>;
  example: Fits<Example, Server["ExampleOut"]>;
  exampleVersion: Fits<ExampleVersion, Server["ExampleVersionOut"]>;
  limit: Fits<Limit, Server["LimitOut"]>;
  limitProposal: Fits<LimitProposal, Server["LimitProposalOut"]>;
  memory: Fits<Memory, Told<"MemoryOut">>;
  policyVersion: Fits<PolicyVersion, Server["routing__schemas__PolicyOut"]>;
  dialogue: Fits<Waiting, Server["WaitingOut"]>;
  line: Fits<Line, Server["LineOut"]>;
  answer: Fits<Answer, Server["AnswerOut"]>;
  knowledgeFound: Fits<KnowledgeFound, Server["SearchOut"]>;
  assisted: Fits<Assisted, Server["AssistOut"]>;
  suggested: Fits<Suggested, Server["SuggestOut"]>;
  related: Fits<Related, Server["RelatedOut"]>;
  wanted: Fits<Hot, Server["HotOut"]>;
  adoption: Fits<Adoption, Server["AdoptionOut"]>;
  reportClock: Fits<ReportClock, Server["ErrorOut"]>;
} = {
  me: true,
  row: true,
  queue: true,
  opened: true,
  similar: true,
  view: true,
  card: true,
  notice: true,
  colleague: true,
  worktime: true,
  order: true,
  hit: true,
  category: true,
  unit: true,
  member: true,
  receipt: true,
  advice: true,
  tracked: true,
  seen: true,
  seenOn: true,
  incidentRow: true,
  incident: true,
  measure: true,
  measureItem: true,
  incidentMember: true,
  topic: true,
  topicDetail: true,
  briefRow: true,
  alert: true,
  alike: true,
  proposedRow: true,
  finding: true,
  repeat: true,
  repeatFigure: true,
  hint: true,
  ruling: true,
  townLoad: true,
  why: true,
  triage: true,
  automatic: true,
  approval: true,
  drift: true,
  tree: true,
  mapping: true,
  mappingLine: true,
  example: true,
  exampleVersion: true,
  limit: true,
  limitProposal: true,
  memory: true,
  policyVersion: true,
  dialogue: true,
  line: true,
  answer: true,
  knowledgeFound: true,
  assisted: true,
  suggested: true,
  related: true,
  wanted: true,
  adoption: true,
  reportClock: true,
};
