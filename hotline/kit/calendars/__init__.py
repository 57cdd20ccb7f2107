"""Working calendars (工作日历): versioned, uploaded by one person and approved by another."""
