"""Table of calibrations (把握程度校准记录): coefficients and threshold as they were fitted for an index."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from hotline.kit.db import Base, Json, UtcDateTime


class AnswerCalibration(Base):
    """One fit; the newest of an index stamp counts. Precision and recall are those of refusals."""

    __tablename__ = "answer_calibrations"
    __table_args__ = (Index("ix_answer_calibrations_stamp_fitted_at", "stamp", "fitted_at"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    stamp: Mapped[str] = mapped_column(String(120))
    coefficients: Mapped[dict[str, float]] = mapped_column(Json)
    threshold: Mapped[float]
    offer: Mapped[float]
    questions: Mapped[int]
    precision: Mapped[float | None]
    recall: Mapped[float | None]
    fitted_at: Mapped[datetime] = mapped_column(UtcDateTime)
