"""Notices (通知公告): what counts for a time, such as a typhoon warning or a changed office hour."""
