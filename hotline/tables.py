"""All tables (数据表): one list of the modules that declare them, for migrations and tests."""

from importlib import import_module

MODULES = (
    "hotline.kit.outbox.models",
    "hotline.kit.counters",
    "hotline.kit.lockout",
    "hotline.kit.realtime.models",
    "hotline.kit.calendars.models",
    "hotline.kit.organisation.models",
    "hotline.kit.auth.models",
    "hotline.kit.vault.models",
    "hotline.kit.audit.models",
    "hotline.kit.files.models",
    "channels.models",
    "routing.models",
    "routing.catalogue.models",
    "routing.limits.models",
    "routing.taxonomy.models",
    "knowledge.articles.models",
    "knowledge.articles.cited",
    "knowledge.items.models",
    "knowledge.notices.models",
    "knowledge.directory.models",
    "knowledge.editorial.models",
    "knowledge.models",
    "knowledge.lexicon.models",
    "knowledge.answer.models",
    "knowledge.feedback.models",
    "crm.models",
    "hotline.tickets.models",
    "hotline.process.models",
    "hotline.process.learning.articles_models",
    "hotline.process.dispatching.models",
    "hotline.process.seen.models",
    "hotline.process.assist.models",
    "hotline.process.dialogue.models",
    "hotline.process.search.models",
    "hotline.process.incidents.models",
    "hotline.process.hot.models",
    "hotline.portal.models",
    "hotline.supervision.models",
)


def load() -> None:
    """Import every module that declares tables, so that the metadata is complete."""
    for module in MODULES:
        import_module(module)
