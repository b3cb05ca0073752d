"""The parts of the course home: its look, the summary to print, and files to take along."""
