"""What can be refused about words (词库业务错误)."""

from hotline.kit.errors import Conflict, NotFound


class WordUnknown(NotFound):
    """No such word, or one that was taken out."""

    code = "knowledge_word_unknown"
    title_zh = "词库中没有这个词条"
    title_en = "No such word"


class WordStale(Conflict):
    """Somebody else changed the word meanwhile."""

    code = "knowledge_word_stale"
    title_zh = "该词条已被他人修改，请刷新后再操作"
    title_en = "The word was changed meanwhile; reload it"
