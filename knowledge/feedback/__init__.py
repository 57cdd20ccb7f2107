"""Feedback (检索反馈): what was asked, shown, opened, adopted and found wrong; and what that says of documents."""
