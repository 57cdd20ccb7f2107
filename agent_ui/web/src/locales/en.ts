/** Interface text, English (英文界面). The type makes a missing sentence a compile error. */
import { enCodes, sections } from "./codes";
import kb from "./kb.en";
import type zhCN from "./zh-CN";

const en: typeof zhCN = {
  app: { groups: { insight: "Insight", dispatch: "Dispatching", learning: "Subjects and rules", knowledge: "Care of the knowledge" }, title: "12345 Hotline Console", skip: "Skip to main content", menu: "Menu", nav: "Main", otherLanguage: "中文", signOut: "Sign out" },
  signIn: {
    title: "Sign in", welcome: "Use your work account.", login: "Login", password: "Password", code: "One-time code (6 digits)", submit: "Sign in",
    bothNeeded: "Enter login and password.", toPortal: "For citizens", by: "Sign in by {name}",
    refused: {
      oidc_refused: "The identity provider's proof was refused; sign in again.", oidc_unavailable: "The identity provider is not available; sign in by password.",
      oidc_no_account: "You have no active account here; ask an administrator.", oidc_second_factor: "This account has a second factor; sign in by password.", signed_token_expired: "That took too long; sign in again.",
    },
  },
  live: { state: { online: "Live", connecting: "Connecting", offline: "Offline" }, news: "Something has changed; show it", offline: "The live connection is down; this page may be out of date.", retry: "Retry" },
  account: {
    title: "My account", duty: { change_password: "Your password was set by someone else or is too old. Change it first.", enrol_second_factor: "Your role demands a second factor. Enrol it first." },
    password: "Change password", old: "Present password", new: "New password", again: "New password again", change: "Change", differ: "The two new passwords differ.", changed: "Password changed; other sessions are signed out.",
    totp: "One-time codes", on: "Enrolled.", prepare: "Prepare", secret: "Add this secret to your authenticator (shown only once):", enrol: "Enrol", enrolled: "Second factor enrolled.", roles: "Roles",
  },
  list: {
    title: "Tickets", all: "All tickets", queues: "My queues", filters: "Filter tickets", words: "Number, title or content", search: "Search", clear: "Clear",
    views: "Saved views", saveView: "Save as view", viewName: "Name of the view", viewNameNeeded: "Give the view a name.", viewSaved: "View “{name}” saved.", viewDropped: "View “{name}” deleted.", dropView: "Delete “{name}”", save: "Save", empty: "No ticket matches.", news: "New tickets: show them",
    export: "Export", exportHint: "Export what the filters show as an Excel table, at most 5,000 tickets; every export is recorded", exported: "The tickets that the filters show are exported; the export is on record.",
    pages: "Pages", previous: "Previous", next: "Next", page: "Page {n}", more: "Load more",
  },
  ticket: {
    openNumber: "Open number", deidentified: "De-identified",
    page: "Ticket", untitled: "(no title yet)", number: "Number", title: "Title", status: "Status", light: "Light", kind: "Kind", kind_label: "Kind",
    category_code: "Category", category_name: "Category", unit_name: "Unit", due_at: "Due", received_at: "Received", content: "What was asked",
    urgency: "Urgency", confidentiality: "Confidentiality", channel: "Channel", source_platform: "Source platform", external_ref: "Its reference", secret: "Confidential",
    redo: "Redo {n}", redo_round: "Redo rounds", suspended: "Suspended", tracked: "Tracked", actions: "What can be done now", attachments: "Files", enlarge: "Enlarge", download: "Download", close: "Close", print: "Print",
    others: "{names} has this ticket open too.", changedMeanwhile: "The ticket has just changed.", showNewer: "Show the newest",
    profile: "Time-limit profile", district_code: "District", town_code: "Town or street", village_code: "Village", address_text: "Address", longitude: "Longitude", latitude: "Latitude", stage: "Statutory stage", occurred_until: "Until", answers: "Details", has_risk: "Risk", is_incomplete: "Incomplete", merged_count: "Merged tickets",
    decline_ground: "Ground", decline_path: "Path told", handoff_line: "Emergency line", external_due_at: "Source platform's due date", limit_days: "Limit of the row (working days)", limit_basis: "Basis of the longer limit",
    no_push_down: "Not to be pushed down", answer_source: "Source of the answer", answered_now: "Answered on the spot", replied_at: "Replied", extension_pending: "Extension pending", extension_used: "Extended",
    tracked_until: "Tracked until", consultation_open: "Consultation open", closed_at: "Closed", reopen_until: "May be reopened until", exclusion_reason: "Why excluded", links: "Linked tickets",
    occurred_at: "Happened at", respondent_kind: "Respondent kind", respondent_address: "Respondent's address", respondent_phone: "Respondent's phone", respondent_unknown: "Respondent unknown", labels: "Labels",
    related: "Related tickets", is_beyond_duty: "Beyond duty", language: "Language", agent_name: "Agent", agent_note: "Agent's note", reply_wanted: "Wants a reply",
    follow_up_wanted: "Accepts a follow-up", publish_allowed: "May be published", special_group: "Special group", repeat_caller: "Repeat caller",
    lead_unit_id: "Lead unit", partner_unit_ids: "Partner units", superior_unit_id: "Superior unit", dispatched_by: "Dispatched by", dispatch_basis: "Basis of dispatch",
    dispatch_note: "Dispatch note", first_dispatched_at: "First dispatched", sign_due_at: "Sign by", original_due_at: "Original due date", promise_due_at: "Promised",
    returns_total: "Returns", return_locked: "No further return", hops: "Hops", fact_true: "Facts true", within_duty: "Within duty", handling_text: "What was done",
    public_answer: "Answer to the citizen", internal_note: "Internal note", resolved: "Resolved", unresolved_reason: "Why not resolved", reply_kind: "Kind of reply",
    close_outcome: "Outcome", first_rating: "First rating", final_rating: "Final rating", call_rating: "Call rating", send_backs: "Sent back", urge_count: "Urges",
    supervise_level: "Supervision", is_hard_case: "Hard case", false_closure: "False closure", unreasonable_state: "Unreasonable filing", appeal_state: "Appeal",
    excluded_from_assessment: "Excluded from figures", archive_hash: "Archive hash",
  },
  facts: { title: "Fields", matter: "Matter", contact: "Source", dispatch: "Dispatch", handling: "Handling", quality: "Quality" },
  clock: { title: "Clocks", none: "No clock is running.", provisional: "Provisional", provisionalWhy: "This date lies in a year whose public holidays are not published yet; it will be computed again then.", next: "Next limit", stopped: "Stopped clocks ({n})" },
  trail: { back: "Back to “{list}”", next: "Next ticket", none: "Nothing else is left in “{list}”." },
  timeline: { title: "History", none: "Nothing yet.", system: "System" },
  citizen: {
    deidentified: "De-identified on {at}: this ticket holds no personal data any more.",
    title: "Citizen", anonymous: "Anonymous, no contact left.", name: "Name", phone: "Phone", PHONE: "Phone", EMAIL: "E-mail", ACCOUNT: "Web account",
    address: "Postal address", kind: "Kind", company_name: "Company", credit_code: "Unified social credit code", caller: "Calling number", lists: "Lists", language: "Language", preferred_channel: "Preferred channel", callback_time: "Best time to call", tags: "Tags", wishes: "Wishes", wants_secrecy: "wants secrecy", may_publish: "may be published", conduct: "Conduct",
    others: "Other tickets ({n})", noOthers: "No other tickets that you may see.", more: "Only the latest {n} are listed.", conductSteps: "Conduct ({n})", until: "until {at}", hidden: "The citizen asked to be hidden from the unit; contact goes through the hotline.", reveal: "Show",
    purpose: "Why do you need “{field}”? (will be logged)", purposeExample: "For example: to ask the citizen for the place", purposeNeeded: "Give a purpose.", confirm: "Show it", nothing: "(nothing registered)",
  },
  respondent: {
    title: "Respondent", kind: "Kind of respondent", name: "Name", address: "Respondent's address", phone: "Respondent's phone", unknown: "Respondent unknown", needed: "Complaints and reports name the respondent; tick the box where nobody knows.",
    proposed: "Taken from the words; please check.", none: "Nothing on record.", nobody: "Nobody could be named.", purposeExample: "For example: to call before an inspection",
  },
  assignment: {
    title: "Units", none: "Not dispatched yet.",
  },
  suggestion: {
    entities: "Found in the words",
    dial: "Dial {number}", told: "Tell the citizen: ",
    confirmed: "Confirmed tickets alike", ruled: "ruled upon", branch: "Likely branch: {names}", source: { model: "model", words: "words and examples", memory: "confirmed tickets alike", ruling: "ruling", catalogue: "catalogue", candidate: "candidate" },
    asks: { place: "Which district and town is it in?", respondent_kind: "Is it about a person, a firm or a public body?", citizen_kind: "A person, a firm or another organisation?", special_group: "Elderly, disabled, a minor?", kind: "A complaint, a call for help, a report or a question?", urgency: "Is it urgent?", channel: "Which channel?", hour: "At about what hour?", weekday: "On which weekday?", road_class: "A city street, a highway or a road inside an estate?", firm_size: "How large is the firm?" },
    alternatives: "{part}: alternatives",
    marked: "Where the words stand",
    title: "Suggestions", none: "No suggestion.", kind: "Kind", category: "Category", unit: "Unit", place: "Place", because: "Because of: ", alarm: "Alarm", legend: "Marked words decided:", ask: "Ask the citizen", unsure: "The matter is not clear; take what follows as hints only.",
    duplicates: "Perhaps the same matter", alike: "{n}% alike",
  },
  catalogue: { tab: { hints: "Learned hints", approvals: "To approve", check: "Check", rulings: "Rulings", towns: "Load of towns" }, tabHint: { hints: "Where the units that did the work are not those of the catalogue. Accepting proposes a row, which another person approves.", approvals: "Rows that were proposed and are not in force. Nobody approves his own; an approved row counts from its first day.", check: "Conflicts, gaps, dead units; errors first.", rulings: "Returns where the catalogue was found wrong: change a row or say why not.", towns: "What each town was given in a month, on its duty list or by an override." }, tabNone: { hints: "No hints.", approvals: "No row waits for approval.", check: "Nothing is wrong.", rulings: "No open rulings." }, title: "Dispatch catalogue", none: "No row matches; decide by hand and give the basis.", partners: "partners", use: "Use" },
  approval: {
    lead: "Lead unit", partners: "Partners", fallback: "Fallback unit", basis: "Basis", condition: "Condition", formula: "Formula", from: { ruling: "a ruling found the catalogue wrong", hint: "a learned hint", changed: "a change of a row in force", new: "a new row" }, limit: "Time limit", more: "Besides", by: "Proposed by", source: "Comes from",
    valid: "In force", everywhere: "Whole city", instead: " (now {unit})", task: " ({task})", days: "{n} working days", mustReview: "a person reviews before dispatch", noPushDown: "may not be passed down", unknownUnit: "a unit closed or not visible", unknownPerson: "name not visible", system: "the system",
    pick: "Choose", pickAll: "All (proposed by others)", approve: "Approve", approveChosen: "Approve chosen ({n})", note: "Remark (optional)", approved: "{n} row(s) approved; they count from their first day.", reject: "Refuse", rejected: "Refused.",
    own: "You proposed this row; another person must approve it. You may take it back.", withdraw: "Take back", withdrawn: "Taken back.",
  },
  form: {
    reason: "Reason", reasonNeeded: "Give a reason (two characters or more).",
    required: "Required", restored: "What you had not sent is restored.", confirm: "{action}: are you sure?", submit: "Submit: {action}", later: "Close (keep draft)", discard: "Throw draft away",
    done: "Done: {action}.", secondPerson: "A second person must confirm it before it counts.", noAction: "There is nothing you can do on this ticket now.", notJson: "Not valid JSON.", no: "No", notAsked: "not asked", eachByEnter: "Enter after each", yes: "yes", part: "Part {n}",
    fileKind: "Kind of", removeFile: "Remove", sending: "Uploading", addPart: "Add a part", removePart: "Remove this part",
  },
  merge: {
    title: "Someone changed this ticket while you were writing", field: "Field", before: "Before", after: "Now", nothingVisible: "Nothing that you may see has changed.", kept: "What you typed is kept. Check it and submit it on the newest version.",
    noLonger: "The action is no longer possible. What you typed stays in the draft.", resubmit: "Submit on the newest version", reload: "Show the newest ticket first",
  },
  intake: {
    title: "New request", anonymous: "Wants to stay anonymous", contentHint: "Who, when, where, why, what happened; keep the citizen's own words", confidential: "Hide the citizen from the unit",
    replyWanted: "Wants a reply", publishAllowed: "May be published (without personal data)", answer: "Answer on the spot", cites: "Cites: ", open: "Open ticket", answerNow: "Answer and close",
    answerHint: "An answer on the spot must cite the knowledge base.", contentNeeded: "Write down what is asked.", opened: "Opened as {number}; the answer is not stored yet.", receipt: "Ticket opened", answered: "Answered and closed", queryCode: "Code",
    readOut: "Tell the citizen number and code. The code is shown only once.", toTicket: "Show the ticket", another: "Next request", more: "More: postal address, company",
  },
  callbacks: {
    title: "Call-backs", hint: "These callers were told that somebody would ring them back. Danger first, then the longest waiting.", none: "Nobody waits to be rung back.", waits: "Waiting for {span}", since: "Called", times: "Called {n} times, last", erased: "Number deleted by law",
    show: "Show the number", register: "Register the request", from: "Rung back: {number} ({reason})", other: "The draft holds another request that was not sent.", fresh: "Throw the draft away and register this caller", keep: "Keep the draft", note: "Rung back: {reason}", markDone: "Mark as rung back", marked: "Marked as rung back.", purpose: "Purpose (will be logged)", purposeUsual: "To ring the caller back", DONE: "Rung back", UNREACHABLE: "Not reached", settled: "{number}: {outcome}.",
  },
  desk: { title: "Department desk", empty: "Nothing waits here.", handle: "Handle", fold: "Fold", lastStep: "The step before", moved: "{number} is now: {status}." },
  appeal: {
    title: "Appeal", file: "Appeal", hint: "Once, within the time for appeals; two uninvolved people decide.", ground: "Ground of the appeal", files: "Files", decideDue: "To be decided by", reasonNeeded: "Give a reason of at least five characters.",
    opinion: "Give an opinion", verdict: "Opinion", uphold: "Upheld", reject: "Rejected", reason: "Reason", adjustment: "Put right by", adjustmentHint: "What is put right, for example: the card does not count this month", verdictNeeded: "Say whether the appeal is upheld.", adjustmentNeeded: "An appeal upheld says what is put right.",
  },
  supervision: {
    appeals: "Appeals",
    repeats: "Repeats",
    title: "Supervision", cards: "Cards", orders: "Orders", none: "No records.", card: "Card", rule: "Rule", raised: "Raised", answerDue: "Explain by",
    document: "Document", level: "Level", reason: "Reason", replyDue: "Reply by", object: "Ticket", state: "State", do: "Do", explain: "Explain", decide: "Decide", reply: "Reply",
    lift: "Lift", issue: "Issue an order", number: "Ticket number", noTicket: "No ticket with this number, or none you may see.", issued: "{number} is issued; the reply is due by {due}.", issuedPlain: "{number} is issued.", text: "Words", disposition: "Decision", send: "Send", cancel: "Cancel", done: "Sent.",
  },
  knowledge: {
    title: "Knowledge search", words: "Ask as you like: a question, keywords, pinyin or initials", empty: "Clear", completions: "Completions", completed: "{n} completions", meant: "Did you mean: ", where: "District of the citizen", wherever: "Any district", none: "Nothing found. Do not answer from memory.", open: "open",
    howTitle: "How to search", how1: "Ask as a citizen would: what to bring for an ID card, what to do about a lost social-security card.", how2: "Pinyin and initials work too, such as shenfenzheng or sfz; ↑ ↓ choose, Enter searches, Esc closes.", how3: "With the citizen's district chosen, its windows and local rules come first.",
    answer: "Answer", hits: "Found", moreHits: "{n} more", others: "Other possibilities ({n})", beside: "Related and wanted", related: "Related", hot: "Wanted these days", and: ", ", searchedFor: "Searched for “{words}”.", degraded: "The search is degraded and a stand-in answers; tickets go on as usual.",
    from: "Source: {title}", owner: "Owner {unit}", version: "Version {n}", valid: "Valid {from} to {to}", updated: "Updated {on}", sure: "{n}% sure", internal: "Internal, not to be passed on", internalWarning: "Internal: for handling only. Do not tell it to citizens or pass it on.", cite: "Cite", underCorrection: "under correction", outOfDistrict: "other district",
    otherCases: "If it is another case: ", whole: "Whole text", why: "Why this one", matched: "Matched: {line}", shared: "Shared with the question: ", figures: "What decided the order: ", feature: { base: "words alike", begins: "same beginning", in_order: "same order", covered: "question covered", covers: "title covered", asked_kind: "asks for an item", here: "the citizen's district", elsewhere: "another district", popular: "wanted these days", fresh: "recent", named: "named in the question", learned: "often adopted", told: "whole text alike", story: "tells the same story", subject: "the same subject", other_side: "the opposite case" },
    spoken: "Spoken form (to read out)", useful: "Was this of use?", helpful: "Yes", unhelpful: "No, or wrong", thanks: "Noted, thank you.", noted: "Noted.", report: "Report an error", wrongWhat: "What is wrong?", wrongHow: "Details (optional, no personal data)", clockNote: "It goes to {unit}, who confirms within one working day and corrects within three.", sendReport: "Send the report", reasonNeeded: "Say what is wrong.",
    reason: { OUTDATED: "Policy has changed", WRONG_FACT: "Wrong facts", WRONG_CONTACT: "Wrong phone or place", INCOMPLETE: "Incomplete", UNCLEAR: "Unclear", OTHER: "Other" }, reported: "Reported to {unit}: to be confirmed by {ack}, corrected by {fix}.",
    refused: { WANTS_TICKET: "Register the request.", WANTS_PERSON: "Serve the citizen, or register the request.", NOTHING_FOUND: "Do not answer from memory; register the request for the unit in charge.", NOT_SURE: "What was found is for orientation only; unless you are sure, register the request for the unit in charge.", NOT_TOLD: "The source does not say this; register the request or refer the citizen to the unit.", PROGRESS: "Personal progress is told by number and code, or on the ticket." }, register: "Register the request",
    assist: "Knowledge", heard: "Heard: {words}", backToHeard: "Back to what is heard", assistIdle: "Answers follow here while you write; or search yourself.", assistNothing: "Looking for something to cite.", assistFailed: "No suggestions for now; everything else goes on.", nothingSure: "No answer that is sure; what follows is for orientation only.",
    kind: { ARTICLE: "Article", ITEM: "Service item", UNIT: "Unit or window", NOTICE: "Notice" }, adopted: "Answers used", citedNow: "“{title}” is cited; the version is recorded.", citedWords: "“{title}” is cited.", citedInternal: "The use of internal “{title}” is recorded; its words are not put into the answer.", citedLater: "It is filled in when you open an action that answers.", notRecorded: "{titles}: changed or ended meanwhile and not recorded. Search again.", unansweredOther: "The draft holds another request that was not sent.", takeOver: "Throw the draft away and take this question over",
  },
  dialogues: {
    title: "Dialogues", hint: "Chats and texts that the assistant gave to a person: danger and distress first, then the longest waiting.", none: "No conversation waits for a person.", since: "Handed over", read: "Read", fold: "Fold", settle: "Taken care of", settled: "Marked as taken care of.", ticket: "Show the ticket", callback: "Ring back", transcript: "Transcript", grave: { DISTRESS: "This person may be in danger: reach out first; if need be 110, 120 or the crisis line.", DANGER: "Somebody may be in danger: reach out, ask where, and hand on to 110, 119 or 120 at once." }, by: { CITIZEN: "Citizen", HOTLINE: "Hotline" }, erased: "(deleted by law)", nothingSaid: "Nothing is on record.",
  },
  notices: {
    title: "My notices", unread: "Unread", all: "All", none: "No notices.", noUnread: "Nothing unread.", open: "Open the ticket", markRead: "Mark as read", readAt: "Read {at}",
    kind: { CLOCK: "Time limit", CARD: "Card", ORDER: "Document", RISK: "Risk", HOT: "Hot topic", DRIFT: "Classifier", INCIDENT: "Incident", UNTOLD: "Not delivered", KB: "Knowledge" }, openArticle: "Open the article", openItem: "Open the item", openGaps: "Open the gaps", openIncident: "Open the incident", openHot: "Open the hot topic", openDialogues: "Open the dialogues", openDrift: "Open the watch",
  },
  branch: {
    consumer: "Consumer complaint", report: "Check of the report", efficiency: "Complaint of efficiency", stages: "Statutory steps", yuan: "CNY {n}", ask: "Ask the citizen for it",
    field: {
      complainant_name: "Complainant's name", contact_number: "Complainant's phone", complainant_address: "Complainant's address", respondent_name: "Respondent's name", respondent_address: "Respondent's address",
      demand: "Demand", facts: "Facts in dispute", amount_yuan: "Amount", purchased_on: "Bought on", purchase_place: "Bought at", platform_name: "Platform", shop_name: "Shop", agent_name: "Agent's name",
      representatives: "Representatives of a joint complaint", publish_consent: "Consents to publication", entrusted_mediation_consent: "Consents to entrusted mediation", within_three_years: "Within three years", mediator: "Mediator",
      refusal_ground: "Ground of refusal", termination_ground: "Ground of ending", check_result: "Result of the check", reward: "Reward",
      accused_post: "Post of the accused", service_item: "Service item", case_no: "Case number", leader_instruction: "Leader's instruction",
    },
  },
  find: {
    title: "Search tickets", words: "Words of a request, an answer or a conversation, or a ticket number", narrow: "Narrow the search", district: "District", from: "Received from", to: "to", found: "What was found", received: "Received {at}", end: "{n} shown, there are no more.", none: "Nothing was found. Try other words, fewer words or wider filters.", degraded: "The search engine is not available; the index of this house answers, and results may differ a little.", elsewhere: "Full-text search",
    how1: "Type a sentence, some words (parted by blanks, all of them must be met) or a whole letter; a ticket number or its beginning comes first.", how2: "Only tickets you may see are searched. Names, telephone, identity and plate numbers are not indexed and find nothing; open a confidential ticket by its whole number.", how3: "What was registered or done just now can be found after a few seconds.",
  },
  shortcuts: {
    find: "Search tickets",
    pick: "Take a suggestion (category 1–3, kind 4–6, place 7–9)",
    title: "Shortcuts", help: "Show this help", intake: "New request", desk: "Department desk", list: "All tickets", openNumber: "Open by number", notices: "My notices", search: "Go to the search box", next: "Next in the list", previous: "Previous in the list", callbacks: "Call-backs", onward: "On to the next ticket (of the list it was opened from)",
    actions: "Go to the actions", submit: "Submit the open form", close: "Close a form or window", enabled: "Single-key shortcuts on",
  },
  seen: {
    repeatCaller: "This citizen asked about this matter {today} times today and {month} times in 30 days; nobody is refused for that.", earlierTickets: "Tickets on this matter ({n})", earlierTicket: "ticket {n}",
    title: "Seen before", none: "No similar ticket.", incomplete: "Still gathering; this may be incomplete.", sameCitizen: "same citizen", received: "received {at}", closed: "closed {at}", newParts: "New: ", incident: "Incident: ",
    urge: "Press for it", add: "Add to that ticket", told: "Told; open no ticket", gate: "Please decide first", gateWhy: "This citizen has {n} similar ticket(s). Choose what to do.", anew: "Open a new ticket anyway", back: "Back to the form", notAllowed: "That is not possible for this ticket now. Open it to see what is, or open a new ticket.",
    urged: "{number} was pressed for; no new ticket was opened.", added: "Added to {number}; no new ticket was opened.", toldDone: "Told how {number} stands; no new ticket was opened.", batch: "{n} citizens reported something similar within {hours} hours.", gather: "Open an incident",
  },
  repeat: {
    former: "Closed ticket", again: "Reported again", how: "How it was found", closed: "Closed", repeated: "Repeated", share: "Share", figures: "Share per unit", figuresHint: "A repeat is a clue for audits, not yet a false closure.",
    later: "Reported again after it was closed", earlier: "This repeats an earlier request", incident: "Incident", after: "{n} day(s) after closing", inWindow: "may still be reopened",
  },
  incident: {
    title: "Incidents", moved: "A colleague changed this incident; the page shows it as it is now.", name: "Name", cause: "Common cause", where: "Place and matter", size: "Size", span: "From – to", counts: "{members} tickets · {citizens} citizens · {open} open", back: "Back to the incidents",
    state: { SUGGESTED: "Suggested", OPEN: "Open", CLOSED: "Closed", DISMISSED: "Dismissed" }, none: "No incidents.", noneSuggested: "Nothing is suggested now.", open: "New incident", given: "{n} tickets were brought along.", twoNeeded: "Choose two tickets or more.",
    decide: "Is the cause the same?", endReason: "Reason: ", confirm: "Confirm ({n} tickets)", confirmed: "Confirmed; tickets not chosen have left.", dismiss: "Dismiss", dismissed: "Dismissed.", close: "Close the incident", closed: "The incident is closed.",
    tickets: "Tickets", choose: "Choose", member: "Membership", lead: "Leading ticket", add: "Add tickets", addDo: "Add", added: "{n} ticket(s) added.", noneChosen: "Choose tickets first.", remove: "Remove chosen ({n})", removed: "Removed.",
    measures: "Treated as one", noMeasures: "Nothing yet.", measure: "Treat all as one", kind: { REPLY: "One reply", ANSWER_NOW: "Answer now", ACCEPT_RESULT: "Accept the results", NOTICE: "Tell the progress" },
    kindHint: { REPLY: "The same reply on every ticket your unit handles, approved by its approver. Tickets without contact or proof are listed with the reason and can be retried.", ANSWER_NOW: "The same answer on every draft, approved by a second person.", ACCEPT_RESULT: "Accept the result of every replied ticket; each citizen is then told in his own way and asked to rate.", NOTICE: "A message on progress to the citizen of every open ticket, approved by a second person; confidential ones get neutral words, each person one message." },
    text: "Message", textShort: "Tell the progress in 8 to 300 characters.", checklist: "Checklist", checkAll: "Every point must be checked.", propose: "Submit for approval ({n} tickets)", run: "Accept ({n} tickets)", sent: "Submitted.",
    proposedBy: "Proposed by {name}, {at}", decidedBy: "decided by {name}, {at}", returned: "Returned because: ", progress: "{n} of {total} done", item: { DONE: "done", PENDING: "waiting", FAILED: "failed", SKIPPED: "not needed" }, attempts: "{n} attempts",
    approve: "Approve and run", return: "Return", retry: "Retry the failed", proofsFrom: "Proofs of handling from", proofsNone: "No proofs of another ticket", proofsHint: "Tickets without a proof of handling of their own get a copy of this one’s; proof of contact is never shared.",
  },
  hot: {
    title: "Hot topics", hint: "Clearly more than usual for this season, weekday and hour. Each is told once, and again only when it doubles.", gone: "{titles}: dealt with by a colleague, or calmed.", none: "No hot topics now.", state: { OPEN: "Watched", CALMED: "Calmed", DISMISSED: "Dismissed" },
    figure: "{observed} in {hours} hours; about {expected} are usual", confidence: "confidence {n}%", since: "since {at}", trend: "Last {n} hours: {total} in all, {top} at most in one hour", places: "Places: ", words: "Words: ",
    examples: "Typical requests", noExamples: "None that you may see.", hidden: "{n} more that you may not see.", acknowledge: "Noted", note: "What is being done (optional)", dismiss: "Dismiss", reason: "Why it is none, for example: one person calling again and again", gather: "Handle as one ({n})",
    acknowledgedBy: "{name} noted it, {at}:", dismissedBy: "{name} dismissed it, {at}:",
  },
  brief: {
    title: "Daily brief", none: "No brief yet.", of: "Brief of {day}", row: "{total} requests, {topics} hot topics", copy: "Copy the text", copied: "Copied", compared: "In all", categories: "By category", places: "By place", item: "Item", count: "That day", before: "Before", change: "Change",
  },
  drift: {
    title: "Classifier watch", hint: "How often people confirm what was suggested. Where nothing was suggested it is not counted, only listed.", question: "What", span: "Span", lastWeeks: "{n} weeks", alerts: "Falls", noAlerts: "No open alerts.",
    perWeekTitle: "Agreement per week", perWeek: "Figures per week", perClass: "Agreement per class, worst first", class: "Class", agreement: "Agreement", range: "Range", cases: "Agreed / suggested", of: "{agreed} / {total}", week: "Week", weeks: "Weeks", silent: "Nothing suggested",
    chart: "Agreement of {n} weeks; {share} in the last one ({week})", series: "{name}, week by week: {series}", noFigures: "Too few cases for a figure.", fell: "{week}: agreement fell from {before} to {now} ({n} cases)", model: "model", note: "Cause and measures (optional)",
    confusions: "Common corrections", confusion: "“{from}” was suggested, “{to}” confirmed", times: "{n} times", models: "By model", noModel: "no model",
  },
  triage: {
    title: "Dispatch desk", hint: "Soonest due first, with the two likeliest units and why a person decides.", none: "Nothing waits for dispatch.", why: "A person decides: ", notAutomatic: "Why not automatically", decided: "named by the catalogue", due: "answer due {at}",
  },
  versions: {
    title: "Versions", version: "Version {n}", state: { PROPOSED: "proposed", IN_FORCE: "in force", SUPERSEDED: "superseded", REJECTED: "rejected" }, show: "Show", approve: "Approve", reject: "Reject", withdraw: "Withdraw", approved: "Version {n} is in force.", rejected: "Version {n} was rejected.", withdrawn: "Version {n} was withdrawn.",
    proposed: "proposed by {name}, {at}", decided: "{what} by {name}, {at}", deed: { approve: "approved", reject: "rejected" }, own: "You proposed this version; another person must approve it. You may withdraw it.", none: "There is no version yet.", note: "Why", noteNeeded: "Say why.",
  },
  imports: {
    file: "File", choose: "Choose file", fileNeeded: "Choose a file first.", try: "Try it (nothing is stored)", take: "Import", propose: "Submit for approval", report: "Dry run: ", idle: "The same as what is there; nothing to import.", differences: "Field by field:", renumbered: "The same text under a newer version number.", faults: "{n} lines cannot be used. Correct them and choose the file again:", fault: "Line {line}: {reason}", more: "{n} more not listed.",
    added: "{n} added", changed: "{n} changed", removed: "{n} removed", unchanged: "{n} unchanged", repaired: "{n} lines corrected by themselves", unmapped: "{n} old subjects without a mapping", categories: "{n} subjects", one: "{n} one to one", split: "{n} split", merge: "{n} merged", ended: "{n} ended", exported: "Export", left: "{n} lines cannot be used and are left out; the others are taken:", warned: "{n} lines with a warning", incomplete: "The mapping is not complete; add what is missing first.",
  },
  automatic: {
    approval: "Automatic approval", approvalHint: "Drafts that the catalogue hits directly, with everything said and above the gate, are approved by the house; the switch stands in the policy of limits, takes two persons, and is off unless turned on.", policy: "policy of limits no. {n}", noApprovalGate: "no gate; everything is reviewed by hand", approvals: { automatic: "Approved by the house", reclassified: "of these reclassified", returned: "of these returned" }, whyReviewed: "Why a person reviews it", approvalOff: "automatic approval is off", nothingAgainst: "nothing stands against automatic approval", title: "Automatic dispatch", hint: "Only ordinary matters inside the range, named by the catalogue directly and with a basis, and above the model's gate are dispatched by the house. The range takes two persons.", now: "In force", switch: "Main switch (policy of limits)", on: "on", off: "off", gate: "Gate of confidence", noGate: "no gate; everything by hand", range: "Range",
    figure: { automatic: "Dispatched automatically", returned: "of these returned", redispatched: "of these redispatched" }, nothing: "Nothing is dispatched automatically.", propose: "Propose a range", rule: "Rule {n}", add: "Add a rule", remove: "Remove this rule", note: "Why", noteNeeded: "Say why.", incomplete: "Every rule needs a category, kinds and a reason.",
    send: "Submit for approval", proposed: "Proposed; another person must approve it.",
  },
  hint: {
    refresh: "Update now", refreshed: "Updated: {open} open, {new} new, {lapsed} lapsed.", state: { OPEN: "Open", PROPOSED: "Row proposed", DISMISSED: "Dismissed", LAPSED: "Lapsed" }, units: "Catalogue: {catalogue}; in fact: {history}", noRow: "no row", found: "found {at}", examples: "For example ", note: "Note", propose: "Accept: propose a row", dismiss: "Dismiss", proposed: "A row is proposed; another person must approve it.", dismissed: "Dismissed.",
    basisKind: "Kind of basis", basisTitle: "Title", article: "Article", validFrom: "Valid from", basisNeeded: "A row needs the kind and title of its basis and a date.",
  },
  check: {
    error: "Error", warning: "Warning", more: "{n} more; see the export.", export: "Export",
  },
  ruling: {
    moved: "returned by {from}, handled by {to}", propose: "Propose the row", settle: "No change", settled: "The reason is noted.",
  },
  why: {
    title: "Why was it sent there", on: "On", none: "Nothing had been dispatched by that day.", basis: "Basis", condition: "Condition", row: "Row", valid: "{from} to {to}", approved: "approved by {name}", ended: "ended {on}", override: "Override", ruling: "Ruling",
  },
  towns: {
    month: "Month", town: "Town", dispatched: "Dispatched", transferred: "Transferred", helping: "Helping", on_list: "On its list", overrides: "Overrides", none: "No town was given anything this month.", overrideList: "Overrides",
  },
  taxonomy: {
    title: "Subject versions", hint: "The versions of the subject tree and what became of old subjects in the new one. Try a new tree before it counts; tickets, catalogue and figures read old codes by the mapping.", versions: "Versions of the tree", version: "Version", size: "Size", sizes: "{all} subjects, {leaves} leaves", imported: "Imported", superseded: "superseded {at}", noTree: "No subject tree has been imported.",
    import: "Import another tree", importHint: "The table needs the columns code and name; the others may be empty. Where old codes end, download the draft of the mapping, correct it and import both.", newVersion: "Name of the new version", versionExample: "such as 2027.1", versionNeeded: "Name the new version.", mappingFile: "Mapping of versions", draft: "Draft the mapping for this file (download and correct)", putInForce: "Import and put in force", limitsWait: " {n} limits still stand under old codes; carry them over under Time limits.", inForce: "Tree {version} is in force.",
    mappings: "Mappings of versions", inUse: "in use", noMapping: "There is no mapping yet.", old: "Old", new: "New", kind: "Relation", allKinds: "All", kinds: { one: "one to one", split: "split", merge: "merged", ended: "ended" },
    correct: "Correct a mapping", correctHint: "Import the whole corrected mapping; it counts from now on and earlier ones are kept.", pairNeeded: "Choose two different versions.", store: "Import the mapping", mapped: "The mapping {old} → {new} is corrected.",
    carryRows: "Carry the catalogue over to the new codes", carryRowsHint: "Rows of old codes are proposed for the new ones and count once another person approves; what cannot be split or merged is listed for a person.", carried: "{n} rows can be proposed, {open} need a person", undecided: "{n} need a person", propose: "Propose {n} (for another's approval)", rowsProposed: "{n} rows proposed; another person must approve them.", toApprovals: "Rows that wait for approval",
  },
  limits: {
    title: "Time limits", hint: "Working days by subject, with their basis; whatever is not listed follows the policy of limits. After a change of the tree limits are proposed for the new codes and approved by another person.", inForce: "Limits of the day", none: "No limit of its own that day.", find: "Subject or basis", for: "For", days: "Limit", everySubject: "every subject", everyKind: "every kind", from: "from {at}",
    proposals: "Limits after a change of the tree", noProposals: "There are none.", state: { PROPOSED: "Waiting", APPROVED: "Approved", REJECTED: "Rejected" }, rejectChosen: "Reject chosen ({n})", approved: "{n} approved.", rejected: "{n} rejected.", own: "You proposed this limit; another person must approve it.",
    carry: "Carry old limits over", carryHint: "Limits of old codes go to the new ones by the mapping: the strictest where several merge, a copy for each where one splits.", carried: "{n} limits proposed; another person must approve them.", import: "Import limits", importHint: "Columns: category_code, kind, urgency, working_days, basis, valid_from, valid_to. An older limit for the same ends the day before.", imported: "The limits are imported.",
  },
  examples: {
    title: "Example requests", hint: "How citizens speak of a subject. Where a subject has no closed tickets yet, suggestions rest on these. No names, numbers or addresses.", find: "Containing", everySubject: "Every subject", showWithdrawn: "Withdrawn ones only", none: "Nothing fits.", add: { REQUEST: "Add an example", WORDS: "Add synonyms" }, text: { REQUEST: "The citizen's words (without personal data)", WORDS: "Synonyms (separated by “；”)" }, incomplete: "Give the subject, the words and why.", added: "Added.",
    withdraw: "Withdraw", withdrawn: "Withdrawn; earlier versions stay readable.", addedIn: "added in version {n} by {name}, {at}", withdrawnIn: "withdrawn in version {n} by {name}, {at}", import: "Import examples and synonyms", importHint: "Columns: category_code, and words (synonyms separated by “；”) or text (one request). What is there is not added twice.", replace: "Withdraw all present examples and synonyms first", imported: "Imported.",
    versionsHint: "Every change is a version; any of them can be exported.", counts: "{added} added, {withdrawn} withdrawn, {standing} standing",
  },
  synonyms: {
    title: "Synonyms", tab: { subjects: "Of subjects", dialect: "Dialect" }, hint: { subjects: "Different words for one subject, such as street vendor, hawker, peddler.", dialect: "Words of dialect and how they are written plainly before the text is read. Two persons change them." },
  },
  rules: {
    title: "Rules", book: { RULES: "Alarms and remit", DANGERS: "Examples of alarms", MUST_ROUTE: "Must-route list" }, purpose: { RULES: "Words of danger to life, unrest and the like raise an alarm with advice; a rule only raises it, a person decides. Two persons change them.", DANGERS: "Sentences that were emergencies, self-harm, unrest, about minors, leaks, wishes for secrecy or out of remit, and sentences of daily life that sound alike. Where no rule raises a flag, what sounds like its examples raises it, for a person to check. Two persons change them.", MUST_ROUTE: "Matters that always go to one unit, whatever the catalogue says. Two persons change them." },
    import: "Propose a version by file", columns: { RULES: "JSON, CSV or XLSX with all rules; export the version in force and change that.", WORDING: "Columns: cantonese, standard; with all words. Export the version in force and change that.", DANGERS: "Columns: text, expected; with all sentences. Export the version in force and change that. expected is - (daily life), or one or several flags between blanks: EMERGENCY (perhaps with its line, as EMERGENCY:119; the lines are 110, 119, 120, 122, UTILITY), SELF_HARM, GROUP_EVENT, MINOR, LEAK, CONFIDENTIALITY, OUT (perhaps with its ground, as OUT:LITIGATION).", MUST_ROUTE: "Columns: label, unit_code, reason; with all entries. Export the version in force and change that." },
    against: "Against version {n}: {added} added, {changed} changed, {removed} removed.", first: "The first version, {n} entries.", entries: "Everything ({n})", find: "Find",
    field: { id: "id", kind: "kind", severity: "severity", patterns: "words", near: "words near each other", unless: "unless", unless_here: "unless here", past: "past", present: "present", line: "line", ground_code: "ground of refusal", reason_zh: "reason", reason_en: "reason (English)", advice_zh: "advice", advice_en: "advice (English)", citizen_zh: "told to the citizen", citizen_en: "told to the citizen (English)", cantonese: "dialect", standard: "standard", label: "matter", unit_code: "unit", reason: "reason" },
    bench: "Bench", texts: "Sentences to try (one a line, not stored)", which: "With", inForce: "the rules in force", run: "Try", textNeeded: "Write at least one sentence.", noHit: "no rule applies", faulty: "{n} faulty rules, not tried:", nth: "no. {n}",
  },
  memory: {
    title: "Memory of tickets", hint: "The house remembers tickets that people confirmed and looks at what was decided when a request is like them. Confidential ones and erased persons are never remembered.", now: "Now", off: "The memory is off (its size is 0).", confirmed: "Confirmed tickets", held: "Remembered", heldOf: "{held} (at most {capacity})", rebuilt: "Last rebuilt", fed: "Last fed",
    trust: "How much it counts", trustHint: "The more alike the nearest ticket, the more the memory counts in a suggestion; how much is worked out from what was right before.", question: "Question", judged: "Judged by", below: "alike below {to}", atLeast: "alike {from} or more", noTrust: "Too few tickets to judge by; the memory does not count yet.", classes: "Remembered by subject", tickets: "Tickets", none: "Nothing is remembered yet.",
  },
  nowhere: { title: "No such page", words: "It does not exist, or your role may not open it." },
  kb,
  ...sections(enCodes),
};

export default en;
