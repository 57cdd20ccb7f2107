/** Text of the knowledge pages (知识页面文字), English. The type makes a missing sentence a compile error. */
import codes from "./knowledge.codes.json";
import type kbZh from "./kb.zh-CN";

const kb: typeof kbZh = {
  code: codes.en,
  you: "you", wholeCity: "the whole city", everyUnit: "All units", days: "Valid from {from} to {to} · review by {review}",
  field: {
    title: "Title", questions: "Ways of asking", keywords: "Keywords", spoken: "Spoken answer", answer: "Full answer", conditions: "Conditions", materials: "Documents", steps: "Steps", fee: "Fee", place: "Place", phone: "Phone", basis: "Basis",
    items: "Service items", cites: "Cited fields of items", attachments: "Files", valid_from: "Valid from", valid_to: "Valid to", review_by: "Review by", owner: "Owner unit", districts: "Districts", audience: "Audience", key: "Key", version: "Version", note: "Note",
  },
  articles: {
    title: "Articles", one: "Article", open: "Open the article", hint: "Find any article by state and days; words search those in force.", filters: "Find articles", words: "Search articles in force in a citizen's words", everyState: "Any state", everyDay: "Any review day", within: { 0: "Review is due", 30: "Review within 30 days", 90: "Review within 90 days" }, none: "No article fits.",
    inForceOnly: "Articles in force, best first.", expires: "Expires soon", due: "Review due", draft: { DRAFT: "Draft to be reviewed", REVIEWED: "Draft to be published" }, back: "Back to the articles", draftTitle: "Draft ({state})", against: "Against the version in force", wholeDraft: "The whole draft", inForce: "In force (version {n})", last: "Last published (version {n}, no longer in force)", againstLast: "Against the last version published",
    import: "Import articles", importHint: "One JSON a line, as exported; they come in as drafts, to be reviewed and published.", take: "Import as drafts", export: "Export what is published (JSON lines)",
  },
  write: {
    new: "New article", title: "Writing", belongs: "Where it belongs", onCurrent: "Write a new version", onDraft: "Change the draft", save: "Save the draft", saveNew: "Save as a draft", saved: "The draft is saved and waits for review; the version in force stays.", afterSave: "Somebody other than the author reviews it and another person publishes it: the owner unit and a hotline editor approve once each.",
    questionsHelp: "one a line, as citizens ask", spokenHelp: "two or three sentences an agent reads out", eachLine: "one a line", citesHelp: "Note which fields of an item (documents, fee, limit …) the text repeats; when they change you are asked to look again.", item: "Citation {n}: item", citedField: "Citation {n}: field", itemFind: "Name or code of an item", addCite: "Add a citation", dropCite: "Remove citation {n}", filesHelp: "forms, samples, maps; under names that citizens understand", fileName: "Name of file {n}",
    valid_from: "valid from this day", valid_to: "still valid on this day; empty: no end", review_by: "empty: in about 6 months", daysCrossed: "It may not end before it begins.", lacking: "Fill in “{field}”.", unchanged: "Nothing differs from what stands there.", changes: "{n} fields changed, show them", overtaken: "Somebody changed the article while you wrote. Nothing you typed is lost; below is how it differs from the newest text. Check it, then go on.", carryOn: "Checked: go on from the newest text",
    audience: { PUBLIC: "Public: citizens may read it", INTERNAL: "Internal: for staff only" }, keyHelp: "small letters, digits, hyphens; recognised by import and export",
  },
  step: {
    title: "Editorial steps", REVIEW: "Approve", PUBLISH: "Publish", SEND_BACK: "Send back", CONFIRM: "Confirm without change", WITHDRAW: "Withdraw", note: "Note (optional)", nextReview: "Next review day (empty: in about 6 months)", confirm: "{step}: confirm", overtaken: "Somebody has just changed the article. The page is up to date: look again, then act.",
    waits: { OWNER: "A hotline editor approved it; the owner unit has to publish it.", EDITOR: "The owner unit approved it; a hotline editor has to publish it." },
    about: { REVIEW: "The draft is right. Somebody of the other side still has to publish it.", PUBLISH: "It counts at once, in place of the version in force.", SEND_BACK: "Say what has to change; the author sends it in again.", CONFIRM: "Nothing changes but the next review day.", WITHDRAW: "It is no longer found or cited; its versions stay readable." },
    done: { REVIEW: "Approved; the other side has to publish it.", PUBLISH: "Published; it is found within seconds.", SEND_BACK: "Sent back.", CONFIRM: "Confirmed without change.", WITHDRAW: "Withdrawn." },
  },
  why: { ownDraft: "You wrote the draft; somebody else has to review it.", ownReview: "You approved it; somebody else has to publish it.", needsOwner: "A hotline editor approved it; somebody of the owner unit has to publish it.", needsEditor: "The owner unit approved it; a hotline editor has to publish it." },
  history: { title: "Versions", current: "In force", last: "No longer in force", draft: "Draft", written: "written {at}", compare: "Against the one before", read: "Read it", same: "No difference.", out: "taken out: ", in: "put in: " },
  editorial: {
    title: "Editorial desk", back: "Back to the editorial desk", tab: { reviews: "Reviews due", errors: "Error reports", flags: "Items changed", gaps: "Gaps", drafts: "Answers to articles", twins: "Likely twins" },
    hint: { reviews: "Articles to be reviewed; those that stay overdue may not be cited and become a supervision matter.", errors: "Errors that agents reported; the owner unit acknowledges and corrects within its limits.", flags: "A cited field of a service item has changed: is the text still right?", gaps: "What citizens and agents ask again and again without a sure answer.", drafts: "Answered consultations: an article within five working days, or why not.", twins: "Articles in force that say much the same; merge them and withdraw one." },
  },
  reviews: { left: "Left", days: "{n} working days", late: "{n} working days late", none: "No review is due." },
  errors: {
    none: "No error report waits.", ARTICLE: "Article", ITEM: "Service item", at: "reported {at}", ackDue: "acknowledge by {at} ({left})", fixDue: "correct by {at} ({left})", acknowledge: "Acknowledge", acknowledged: "Acknowledged; correct it within the limit.", fixed: "Corrected", rejected: "Nothing wrong", note: "What was corrected, or why nothing is wrong; the reporter is told", how: "It counts as corrected once the corrected version is published.", ended: { FIXED: "Closed as corrected; the reporter is told.", REJECTED: "Closed as right; the reporter is told." },
  },
  flags: { title: "An item changed: to be checked", none: "Nothing to be checked.", changed: "has changed: {fields}", abolished: "was abolished", corrected: "The version in force is corrected", stillRight: "Still right", how: "If it needs a correction, publish a new version first.", done: { CORRECTED: "Closed as corrected.", STILL_RIGHT: "Noted as still right." } },
  gaps: {
    none: "No gaps.", showClosed: "Closed ones only", also: "Also asked: ", counts: "{n} searches, {none} without a result", last: "last {at}", byMe: "claimed by you {at}", byOther: "claimed {at}", claim: "Claim", claimed: "Claimed.", write: "Write an article from it", answered: "An article answers it", which: "Which article answers it", choose: "Choose a published article.", no: "No article", closed: "The gap is closed.", from: "Gap: {words}", after: "Once it is published, close the gap with it on the editorial desk.",
  },
  unanswered: { title: "Searches without a sure answer", hint: "Grouped by meaning, personal data masked; what comes again and again becomes a gap.", span: "Span", days: "{n} days", words: "Question", searches: "Searches", nothing: "No result", last: "Last", none: "None in this span." },
  drafts: {
    none: "No such answers.", from: "From ticket {number}", masked: "Personal data were taken out. A text that still holds a name, number or address of the people concerned cannot be saved.", question: "The question", answer: "The answer", since: "closed {at}", due: "due {at} ({left})", write: "Write an article", amend: "Add to an article", which: "Which article to add to", no: "Not reusable", refused: "Noted as not reusable.",
  },
  twins: { alike: "{n}% alike", compare: "Compare", none: "No twins found." },
  items: {
    title: "Service items", one: "Service item", back: "Back to the service items", hint: "What the departments offer; catalogues update it by file or push, and every change is a version.", find: "Name or code of an item", none: "No item fits.", by: { type: "Any type", level: "Any tier", state: "Any state" }, export: "Export these items:",
    import: "Import a catalogue", importHint: "CSV, XLSX or JSON lines; try it first, read what it adds, changes and ends, then take it over.", owner: "Owner unit (where the file names none)", source: "Source (noted with the version)", complete: "The file is complete: items it lacks are abolished", columns: "{n} columns recognised", kept: "Columns kept as they are: {names}",
  },
  item: {
    how: "Items are not edited here: correct the catalogue and import or push it; articles that cite it are flagged by themselves.", days: "valid from {from} to {to}", reports: "Error reports that wait", versions: "Versions", catalogueVersion: "catalogue version {n}", changed: "Changed: {fields}", reordered: "Only order or form changed.",
    limit: { WORKING: "{n} working days", CALENDAR: "{n} calendar days" }, copies: "× {n}", eLicence: "e-licence accepted", charged: "charged", free: "free", group: { how: "Conditions and documents", where: "Where", after: "Result", basis: "Basis and bodies", catalogue: "Catalogue" },
  },
  announcements: {
    title: "City notices", hint: "Water cuts, typhoons, holidays: notices that count for a while. One person writes, another publishes; they end by themselves.", none: "No notice fits.", new: "New notice", write: "Write a notice", change: "Change", text: "Text", from: "Begins", to: "Ends", noEnd: "until further notice", waiting: "Waiting to be published", daysCrossed: "It must end after it begins.",
    afterSave: "Another person publishes it; what is in force stays until then.", saved: "Saved; another person has to publish it.", published: "Published; it counts within seconds.", withdrawn: "Withdrawn.", own: "You wrote this; another person has to publish it.", further: "Further text that waits", import: "Import notices", importHint: "JSON lines, CSV or XLSX; they come in as drafts that another person publishes.",
  },
  directory: {
    title: "Units and numbers", tab: { numbers: "Published numbers", changes: "Changes to announce", units: "Units and windows" }, hint: { numbers: "The ledger of published numbers; a change must be announced wherever the number was published.", changes: "A change is announced through every channel that published the number; note each.", units: "What a unit does, its windows and numbers, for agents and citizens." }, find: "Number or name", none: "No published numbers.", unit: "Choose a unit",
    number: "Number", name: "Name", hours: "Hours", publishedIn: "Published in", add: "Enter a number", change: "Change", incomplete: "Enter number, name and owner unit.", saved: "Saved.", mustAnnounce: "Saved. It must be announced wherever it was published: see “Changes to announce”.", import: "Import numbers", importHint: "JSON lines, CSV or XLSX; recognised by the number.",
    allChanges: "Those announced everywhere too", waiting: "To be announced", announce: "Note as announced", announced: "Noted.", announcedAt: "announced {at}", where: "Where it can be read (optional)", noChanges: "Nothing to announce.",
    noDuties: "No duties written yet.", dutyPhone: "Duty phone {phone} (staff only)", writeDuties: "Write the duties", duties: "What the unit does, in plain words", addWindow: "Add a window", windows: "Windows ({n})", noWindows: "No windows yet.", closed: "Closed", serves: "Serves {n} items", fromItems: "Windows without a “Change” button come from service items; correct them in the catalogue:", windowName: "Name the window.", window: { name: "Name", address: "Address", hours: "Hours", phone: "Phone", transport: "How to get there" },
  },
  words: {
    title: "Words of the search", find: "Characters in a word or note", none: "No word fits.", key: "Word", stands: "Stands for", values: { SYNONYM: "Synonyms (one a line)", WORDING: "Standard word", CUE: "What it asks for", PLACE: "Divisions, the widest first" }, add: { SYNONYM: "New synonyms", STOP: "New stop word", WORDING: "New dialect wording", CUE: "New way of asking", PLACE: "New place" },
    hint: { SYNONYM: "Words of one row mean the same, both ways; one of them must stand in the knowledge or the items. Live within seconds, without a new index.", STOP: "Words that a search leaves out, like “please”.", WORDING: "The standard word for a dialect word; itself means: leave it alone.", CUE: "What a citizen asks for when these words come: documents, fee, limit …; none means: leave the word whole.", PLACE: "Districts and towns that a name stands for." },
    change: "Change", drop: "Take out", sure: "Take “{word}” out of use?", dropped: "“{word}” is out of use within seconds.", saved: "“{word}” is stored and live within seconds.", noCue: "no way of asking, kept whole", atEnd: "Only at the end of a question", onlyEnd: "only at the end", wrong: { key: "Enter the word.", synonym: "Enter at least one word that means the same.", wording: "Enter exactly one standard word.", place: "Choose the divisions." }, export: "Export these words:", import: "Import words", importHint: "CSV or XLSX with the columns kind, key, values (separated by “；”), note; words that are missing in it stay.",
    try: { title: "Try a sentence", words: "A sentence as a citizen says it", needed: "Write a sentence.", text: "Searched", corrected: "Perhaps meant", intent: "Asks for", noIntent: "no single field", districts: "Place", letters: "Perhaps initials", notes: "Notes", terms: "Terms and shares", version: "Version {n} of the words" },
    state: { title: "State of the search", again: "Refresh", engine: "engine {name}", lines: "{n} lines", behind: "{n} s behind", part: { search: "Knowledge", ticket_search: "Tickets" } },
  },
};

export default kb;
