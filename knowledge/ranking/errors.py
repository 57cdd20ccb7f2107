"""Refusals about ranking models (排序模型的错误)."""

from hotline.kit.errors import Conflict, NotFound


class ModelUnknown(NotFound):
    """No such model is stored, or its file was altered."""

    code = "ranking_model_unknown"
    title_zh = "没有这个排序模型"
    title_en = "No such ranking model"


class ModelWorse(Conflict):
    """The model ranked the held-out feedback worse than the one it was compared with."""

    code = "ranking_model_worse"
    title_zh = "该模型在留出反馈上不如当时的模型，不能启用"
    title_en = "The model ranked the held-out feedback worse and cannot be put to use"


class ModelOutdated(Conflict):
    """The model was compared with another model than the one in use."""

    code = "ranking_model_outdated"
    title_zh = "该模型不是与现用模型比较得出的，请重新学习"
    title_en = "The model was not compared with the one in use; learn anew"


class NothingBefore(Conflict):
    """No model was ever put to use: there is none to return to."""

    code = "ranking_nothing_before"
    title_zh = "没有可恢复的模型"
    title_en = "There is no model to return to"
