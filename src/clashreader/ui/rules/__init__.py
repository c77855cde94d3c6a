"""Rules in the window: their list, their editor, what they announce, and which of them fails."""
