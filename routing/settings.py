"""Routing settings (分类与派单设置)."""

from pathlib import Path

from pydantic import BaseModel, Field


class HotSettings(BaseModel):
    """What counts as a hot topic, how often it is told, and the daily brief (热点与日报).

    ``rising_*`` are the numbers of domain rules §9.6 (D); five citizens make a batch (domain rules §5);
    the others are ours, chosen on the simulated city of ``benchmarks.hot_topics``.
    """

    look_seconds: float = Field(default=300.0, gt=0, description="每隔多少秒查看一次热点。")
    least_citizens: int = Field(
        default=5, ge=2, description="少于多少名不同诉求人不算热点（批量诉求为五人）。"
    )
    least_excess: float = Field(default=4.0, ge=0, description="至少比往常多多少人才算热点。")
    least_ratio: float = Field(default=1.5, ge=1, description="至少为往常的多少倍才算热点。")
    false_share: float = Field(
        default=0.1, gt=0, lt=1, description="当日热点提醒中误报所占比例的上限。"
    )
    least_days: int = Field(default=14, ge=7, description="历史不足多少天时不作判断。")
    rising_least: int = Field(default=10, ge=1, description="上升事项当日至少多少件。")
    rising_deviations: float = Field(
        default=3.0, gt=0, description="上升事项须超过前四周日均多少个标准差。"
    )
    alerts_per_day: int = Field(
        default=20, ge=1, description="一天最多发出多少条热点提醒，其余只入列表并汇总告知一次。"
    )
    brief_hour: int = Field(
        default=8, ge=0, le=23, description="工作日几点（本地时间）编写热点日报。"
    )
    brief_mail_to: tuple[str, ...] = Field(default=(), description="热点日报的收件邮箱。")


class DriftSettings(BaseModel):
    """When falling agreement with people is told (分类质量监测); the numbers are ours."""

    check_seconds: float = Field(
        default=3_600.0, gt=0, description="每隔多少秒重算分类建议与人工确认的一致率。"
    )
    least_confirmed: int = Field(
        default=30, ge=5, description="一周内确认少于多少件的类别不作判断。"
    )
    baseline_weeks: int = Field(default=8, ge=2, le=26, description="与之前多少周合计相比。")
    least_drop: float = Field(
        default=0.05, ge=0, lt=1, description="一致率至少下降多少才提醒（0.05 为 5 个百分点）。"
    )
    z: float = Field(default=2.58, gt=0, description="威尔逊区间的标准分数（2.58 为 99% 区间）。")


class HintSettings(BaseModel):
    """From when on closed tickets speak against the catalogue (学习提示).

    A year, because rows are reviewed at least yearly (domain rules §7.1, D); thirty cases, because figures
    with fewer are shown without a rank (domain rules §9, D); the share is ours, to be confirmed on site.
    """

    days: int = Field(default=365, ge=30, le=3650, description="学习提示看最近多少天办结的工单。")
    cases: int = Field(default=30, ge=2, description="同类同地至少办结多少件才提示。")
    share: float = Field(
        default=0.8, gt=0.5, le=1, description="其中至少多大比例最终由同一单位办理才提示。"
    )


class RoutingSettings(BaseModel):
    """Where the model lives and when a suggestion is trusted."""

    model_dir: Path | None = Field(
        default=None, description="模型文件夹；默认为数据目录下的 models。"
    )
    minimum_confidence: float = Field(
        default=0.35,
        ge=0,
        le=1,
        description="分类把握低于此值时不作派单决定，转人工（由覆盖率-准确率曲线选定）。",
    )
    duplicate_days: int = Field(default=30, ge=1, le=365, description="疑似重复件的查找天数。")
    refresh_seconds: float = Field(
        default=5.0, gt=0, description="每隔多少秒查看分类、目录、地名、规则是否已变。"
    )
    memory_size: int = Field(
        default=5000,
        ge=0,
        le=50_000,
        description="实例记忆保留的最近已确认工单数；0 为关闭，建议只来自训练的模型与词表。",
    )
    hot: HotSettings = Field(default_factory=HotSettings)
    drift: DriftSettings = Field(default_factory=DriftSettings)
    hints: HintSettings = Field(default_factory=HintSettings)
