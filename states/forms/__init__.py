"""What each event asks of the person who does it: its fields, checked, and what they teach."""
