"""The bot's conversation (自动对话): one pure reducer for chat and text messages, a person always one word away."""
