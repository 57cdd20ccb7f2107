"""What the model report looks like from outside (模型成绩接口模型): state, card, figures by question."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from routing.classify.modelfile import ModelStatus

Share = float | None


class _Figures(BaseModel):
    """Members that a later training adds are passed on as they are."""

    model_config = ConfigDict(extra="allow")


class ScoresOut(_Figures):
    """How often held-out texts were answered rightly."""

    texts: int = Field(description="留出文本数", ge=0, examples=[587])
    labels: int = Field(description="类别数", ge=0, examples=[179])
    top1: float = Field(description="首选正确率", ge=0, le=1, examples=[0.81])
    top3: float = Field(description="前三正确率", ge=0, le=1, examples=[0.93])
    macro_f1: float = Field(description="宏平均 F1", ge=0, le=1, examples=[0.77])


class GateOut(_Figures):
    """From which confidence on an answer may pass without a person."""

    wanted: float = Field(description="要求的正确率", examples=[0.98])
    confidence: Share = Field(description="放行门槛；空为没有", examples=[0.93])
    coverage: float = Field(description="放行比例", examples=[0.52])
    precision: Share = Field(description="放行部分的正确率", examples=[0.98])
    lower_bound: Share = Field(None, description="正确率的下限", examples=[0.96])
    texts: int = Field(0, description="放行的文本数", examples=[307])


class ReliabilityOut(_Figures):
    """How often texts of one confidence were right."""

    confidence: float = Field(description="平均把握", examples=[0.38])
    accuracy: float = Field(description="实际正确率", examples=[0.35])
    texts: int = Field(description="文本数", examples=[40])


class CoverageOut(_Figures):
    """Coverage and precision when only answers of some confidence pass."""

    coverage: float = Field(description="放行比例", examples=[0.5])
    precision: Share = Field(description="放行部分的正确率", examples=[0.98])
    confidence: float = Field(description="门槛", examples=[0.8])


class LevelOut(_Figures):
    """How often the answer was right at a coarser level of the tree."""

    level: int = Field(description="级", examples=[1])
    labels: int = Field(description="类别数", examples=[17])
    top1: float = Field(description="首选正确率", examples=[0.73])


class LabelFiguresOut(_Figures):
    """One label; figures without a text behind them are empty."""

    label: str = Field(description="类别代码", examples=["010103"])
    texts: int = Field(description="留出文本数", examples=[16])
    precision: Share = Field(description="查准率", examples=[0.88])
    recall: Share = Field(description="查全率", examples=[0.88])
    f1: Share = Field(description="F1", examples=[0.88])


class ConfusedOut(_Figures):
    """A frequent mistake."""

    truth: str = Field(description="应为", examples=["HELP"])
    told: str = Field(description="误判为", examples=["COMPLAINT"])
    texts: int = Field(description="文本数", examples=[50])


class MixtureOut(_Figures):
    """What an agent is shown: the model and the words of the tree together."""

    trust: float = Field(description="模型占比", examples=[0.95])
    top1: float = Field(description="首选正确率", examples=[0.64])
    top3: float = Field(description="前三正确率", examples=[0.74])
    words_alone_top1: float = Field(description="仅词表的首选正确率", examples=[0.28])
    calibration_error: float = Field(description="校准误差", examples=[0.03])


class HeadOut(ScoresOut):
    """The figures of one question, every one of texts the measuring model had not seen."""

    majority: float = Field(description="总猜最多的一类时的正确率", examples=[0.05])
    calibration_error: float = Field(description="校准误差", examples=[0.02])
    adaptive_calibration_error: float = Field(description="等频校准误差", examples=[0.03])
    gate: GateOut = Field(description="放行门槛")
    reliability: list[ReliabilityOut] = Field([], description="校准曲线")
    coverage_curve: list[CoverageOut] = Field([], description="放行比例与正确率")
    gates: list[CoverageOut] = Field([], description="若干固定门槛")
    levels: list[LevelOut] = Field([], description="上级分类的正确率")
    per_label: list[LabelFiguresOut] = Field([], description="逐类")
    confusions: list[ConfusedOut] = Field([], description="最常见的误判")
    mixture: MixtureOut | None = Field(None, description="与词表合用")


class ModelCardOut(_Figures):
    """How a model was trained and measured."""

    version: str = Field(description="模型版本", examples=["20260304070809-1a2b3c4d"])
    trained_at: str = Field(description="训练时间", examples=["2026-03-04T07:08:09+00:00"])
    data_digest: str = Field(description="数据与设置的指纹")
    texts: int = Field(description="去重文本数", ge=0, examples=[587])
    extra_texts: int = Field(0, description="分类自带的教学文本数", examples=[358])
    dropped: dict[str, int] = Field({}, description="未用的行，按原因")
    disputed: int = Field(0, description="标签互相矛盾的文本数")
    settings: dict[str, Any] = Field({}, description="所选参数与试过的参数")
    split: str = Field("", description="作准的留出方式", examples=["time"])
    splits: dict[str, dict[str, ScoresOut]] = Field({}, description="各留出方式、各问题的成绩")
    heads: dict[str, HeadOut] = Field(description="各问题的成绩：kind、category、unit")
    source: str = Field("", description="数据来源", examples=["本系统经人确认的工单 3,120 件"])
    notes: list[str] = Field([], description="读取时的说明")


class ModelOut(BaseModel):
    """Whether a model is loaded, and the figures measured when it was trained."""

    status: ModelStatus = Field(description="状态", examples=["LOADED"])
    label: str = Field(description="状态名称", examples=["已加载"])
    version: str | None = Field(
        description="模型版本；没有时为空", examples=["20260304070809-1a2b3c4d"]
    )
    taxonomy: str | None = Field(description="现行分类版本；没有时为空", examples=["2026"])
    card: ModelCardOut | None = Field(description="训练成绩；没有模型时为空")
