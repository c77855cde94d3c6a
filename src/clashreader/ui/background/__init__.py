"""What goes on without the reader: the rhythm of syncs and its pause, tray, notifications."""
