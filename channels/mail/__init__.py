"""E-mail (电子邮件) as a channel."""
